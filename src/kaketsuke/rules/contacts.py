"""Whom can people ring, about what, and when? The telephone numbers in a version of the terms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from kaketsuke.rules.clauses import Contact, Section

# A line that begins like this is no part of the clause before it.
LABEL: Final = re.compile(r"^.{0,20}(?:連絡先|問い?合わ?せ先?|窓口)\s*:")
_PHONE: Final = re.compile(r"(0\d{1,4})[-‐–−(](\d{1,4})[-‐–−)](\d{3,4})")
_TIME: Final = r"(午前|午後)?\s*(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分)?)"
_HOURS: Final = re.compile(
    rf"24\s*時間(?:[\s・、]*(?:年中無休|365\s*日))?|{_TIME}\s*[~〜～\-–から]+\s*{_TIME}"
)
_NOON: Final = 12


def contacts_in(parts: Sequence[Section], *, notes: Sequence[str]) -> tuple[Contact, ...]:
    """Numbers with their purpose; hours said anywhere of a number hold for that number."""
    found: list[tuple[str, str, str | None]] = []
    for part in parts:
        for clause in part.clauses:
            found += [("dispatch", *number) for number in _numbers(clause.text)]
    purpose = "enquiries"
    for note in notes:
        folded = unicodedata.normalize("NFKC", note)
        if LABEL.match(folded):
            purpose = "privacy" if "個人情報" in folded else "enquiries"
        found += [(purpose, *number) for number in _numbers(note)]
    hours = {phone: said for _, phone, said in found if said}
    unique = dict.fromkeys((purpose, phone) for purpose, phone, _ in found)
    return tuple(Contact(purpose, phone, hours.get(phone)) for purpose, phone in unique)


def _numbers(text: str) -> list[tuple[str, str | None]]:
    """Telephone numbers and the hours written behind each of them."""
    folded = unicodedata.normalize("NFKC", text)
    matches = list(_PHONE.finditer(folded))
    ends = [match.start() for match in matches[1:]] + [len(folded)]
    return [
        ("-".join(match.groups()), _hours(folded[match.end() : end]))
        for match, end in zip(matches, ends, strict=False)
    ]


def _hours(text: str) -> str | None:
    found = _HOURS.search(text)
    if found is None:
        return None
    if found[2]:
        return f"{_time(*found.groups()[:4])}-{_time(*found.groups()[4:])}"
    return re.sub(r"[\s・、]", "", found[0])


def _time(half: str | None, hour: str, minute: str | None, minute_in_words: str | None) -> str:
    later = _NOON if half == "午後" and int(hour) < _NOON else 0
    return f"{int(hour) + later}:{int(minute or minute_in_words or 0):02}"
