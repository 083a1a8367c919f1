"""Words that pages take from rules and records, in the reader's language."""

from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.people import readings
from kaketsuke.rules import wording
from kaketsuke.rules.clauses import Language

# What companies write into their price lists; another unit stands as it was written.
UNITS: Final[dict[str, StrOrPromise]] = {
    "分": _("分"),
    "時間": _("時間"),
    "回": _("回"),
    "個": _("個"),
    "組": _("組"),
    "本": _("本"),
    "式": _("式"),
}
CONTACT_PURPOSES: Final[dict[str, StrOrPromise]] = {
    "dispatch": _("開錠のご依頼"),
    "enquiries": _("お問い合わせ"),
    "privacy": _("個人情報のご相談"),
}
OPENING_HOURS: Final[dict[str, StrOrPromise]] = {"24時間365日": _("24時間365日")}


def language() -> Language:
    """Return which of our two languages the page is written in."""
    return "en" if (get_language() or "").startswith("en") else "ja"


def noted(name: StrOrPromise, note: StrOrPromise) -> str:
    """Return a name with what tells it from others."""
    return str(_("%(name)s（%(note)s）") % {"name": name, "note": note})


def finding(sentence: str) -> str:
    """Return the sentence of a finding for the reader."""
    return wording.sentence_in(sentence, language())


def reading(kana: str) -> str:
    """Return how words in kana are spoken, where the reader may not read kana."""
    return "" if language() == "ja" else readings.latin(kana)


def item_name(line: Any) -> str:
    """Return the name of a price list item or of a line made from it."""
    kept = line if isinstance(line, dict) else {}
    own = kept.get("description") or getattr(line, "description", "") or getattr(line, "name", "")
    english = kept.get("name_en") or getattr(line, "name_en", "")
    return str(english if english and language() == "en" else own)
