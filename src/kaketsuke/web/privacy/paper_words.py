"""What stands on a paper of the desk as a person reads it: days and times of Japan, codes in words.

All of it in the active language.
"""

import re
from datetime import date, datetime
from typing import Final

from django.utils import dateformat, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kaketsuke.people import normalise
from kaketsuke.web import fact_words
from kaketsuke.web.privacy import code_words

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+\d\d:\d\d|Z)")
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
PHONE: Final = re.compile(r"\+\d{9,15}")
ROW_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def say(value: object, column: str = "") -> str:
    """Return a value of a column (`room.Model.column`) in words; what has none stands as it is.

    A period says from when until when, and an open one only from when. The id of another row says
    nothing to a person: it is left out.
    """
    match value:
        case [str() as since, (str() | None) as until] if MOMENT.fullmatch(since):
            return _period(say(since), say(until) if until else "")
        case list():
            return _("、").join(say(each, column) for each in value if each is not None)
        case dict():
            return _("、").join(
                f"{fact_words.label(name)}: {say(each, column)}" for name, each in value.items()
            )
        case bool():
            return str(fact_words.value_words(value))
    text = str(value)
    if MOMENT.fullmatch(text):
        there = timezone.localtime(datetime.fromisoformat(text))
        return f"{day(there)} {there:%H:%M}"
    if DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if PHONE.fullmatch(text):
        return normalise.phone_display(text)
    return "" if ROW_ID.fullmatch(text) else _coded(text, column)


def _coded(text: str, column: str) -> str:
    """A code begins its cell with a capital letter; what a person wrote stays as it is."""
    word = str(code_words.word(text, column))
    return word if word == text else capfirst(word)


def _period(since: str, until: str) -> str:
    if not until:
        return capfirst(_("%(since)s から") % {"since": since})
    return _("%(since)s から %(until)s まで") % {"since": since, "until": until}


def day(on: date) -> str:
    """Write a day as the letters do."""
    # Translators: a date pattern in Django's letters; English may read "j F Y"
    return dateformat.format(on, _("Y年n月j日"))
