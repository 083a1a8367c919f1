"""What stands on a disclosure as a person reads it: days and times of Japan, codes in words."""

import re
from datetime import date, datetime
from typing import Final

from django.utils import dateformat, timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.web import fact_words
from kaketsuke.web.privacy import words

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+\d\d:\d\d|Z)")
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
CODES: Final[dict[str, StrOrPromise]] = {
    **words.KINDS,
    **words.HOW,
    **words.CHANNELS,
    **words.GROUNDS,
    **{state: badge.word for state, badge in words.STATES.items()},
    "email": _("メール"),
    "data_request": _("開示などの求め"),
    "rights": _("ご本人の求め"),
}


def say(value: object) -> str:
    """Return a value of a disclosure in words; what has none stands as it is."""
    text = str(value)
    if MOMENT.fullmatch(text):
        there = timezone.localtime(datetime.fromisoformat(text))
        return dateformat.format(there, "Y年n月j日 H:i")
    if DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    return str(CODES.get(text) or fact_words.value_words(value))


def day(on: date) -> str:
    """Write a day as the letters do."""
    return dateformat.format(on, "Y年n月j日")
