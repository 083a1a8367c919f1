"""The languages beside those Django knows: easy Japanese, for people who are still learning it."""

from typing import Final

from django.conf import locale
from django.utils.translation import gettext_lazy as _

EASY: Final = "ja-easy"
EASY_JAPANESE: Final = (EASY, _("やさしい日本語"))

# Its pages are Japanese to a browser (`lang="ja"`); only the words are other ones.
locale.LANG_INFO[EASY] = {
    "bidi": False,
    "code": EASY,
    "name": "Easy Japanese",
    "name_local": "やさしい日本語",
}
