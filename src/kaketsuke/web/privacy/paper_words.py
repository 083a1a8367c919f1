"""What stands on a disclosure as a person reads it: days and times of Japan, codes in words."""

import re
from datetime import date, datetime
from typing import Final

from django.utils import dateformat, timezone

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
            return f"{say(since)} から" + (f" {say(until)} まで" if until else "")
        case list():
            return "、".join(say(each, column) for each in value if each is not None)
        case dict():
            return "、".join(
                f"{fact_words.label(name)}: {say(each, column)}" for name, each in value.items()
            )
        case bool():
            return str(fact_words.value_words(value))
    text = str(value)
    if MOMENT.fullmatch(text):
        there = timezone.localtime(datetime.fromisoformat(text))
        return dateformat.format(there, "Y年n月j日 H:i")
    if DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if PHONE.fullmatch(text):
        return normalise.phone_display(text)
    return "" if ROW_ID.fullmatch(text) else str(code_words.word(text, column))


def day(on: date) -> str:
    """Write a day as the letters do."""
    return dateformat.format(on, "Y年n月j日")
