"""Is a row of a roster usable? Each is answered once, by its first fault."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import itemgetter
from typing import Final, NamedTuple

from kaketsuke.parties import naming
from kaketsuke.people import normalise
from kaketsuke.residents.importing import dates
from kaketsuke.residents.importing.columns import FIELDS

LONGEST: Final = {"room": 20, "name": 60, "kana": 80, "phone": 40, "email": 254}
# A number that went through a calculation: 203.0.
_WHOLE: Final = re.compile(r"^(\d+)\.0+$")
_ADDRESS: Final = re.compile(
    r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\.)+[a-z]{2,20}"
)


class Reason(StrEnum):
    """What is wrong with a cell."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNPRINTABLE = "unprintable"
    NO_PHONE = "no_phone"
    NOBODYS_PHONE = "nobodys_phone"
    NO_EMAIL = "no_email"
    NO_DATE = "no_date"
    OUT_BEFORE_IN = "out_before_in"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first fault of a row: its number in the file from 1, the column, the reason."""

    line: int
    column: str
    reason: Reason


class RosterRow(NamedTuple):
    """A usable row. `phone` is +81…; `lost_zero` says that its leading zero was given back.

    `who` is the digest of name and phone by which it is known again.
    """

    line: int
    room: str
    name: str
    kana: str
    phone: str
    email: str
    moved_in_on: date | None
    moved_out_on: date | None
    who: bytes
    lost_zero: bool = False

    def lives_there(self, today: date) -> bool:
        """Return whether the person has not moved out."""
        return self.moved_out_on is None or self.moved_out_on > today

    def __repr__(self) -> str:
        """Keep names and numbers out of logs and tracebacks."""
        return f"RosterRow({self.line})"


class _Bad(Exception):
    def __init__(self, column: str, reason: Reason) -> None:
        super().__init__(column)
        self.column, self.reason = column, reason


class Checker:
    """Reads rows under one header; remembers who was named before, as hashes of eight bytes.

    `who` makes the digest of name and phone by which a line is known again next time.
    """

    def __init__(self, places: dict[str, int], *, who: Callable[[str, str], bytes]) -> None:
        self._fields = itemgetter(*(places.get(field, -1) for field in FIELDS))
        self._width = max(places.values()) + 1
        self._who = who
        self._named: set[int] = set()

    def names(self, room: str, who: bytes) -> bool:
        """Return whether a usable row named this person in this room."""
        return hash((room, who)) in self._named

    def check(self, line: int, cells: Sequence[str]) -> RosterRow | Fault:
        """Return the row as it can be used, or its first fault."""
        # A field that no column holds, or a row that ends before it, is empty: the last place.
        missing = [""] * (max(self._width - len(cells), 0) + 1)
        try:
            row = _row(line, self._fields([*map(str.strip, cells), *missing]), who=self._who)
        except _Bad as bad:
            return Fault(line, bad.column, bad.reason)
        short = hash((row.room, row.who))
        if short in self._named:
            return Fault(line, "room", Reason.TWICE)
        self._named.add(short)
        return row


def _row(line: int, texts: tuple[str, ...], *, who: Callable[[str, str], bytes]) -> RosterRow:
    """Read the fields in their order; the first that cannot be used raises."""
    room, name, kana, phone, email, moved_in_on, moved_out_on = texts
    room = naming.room(_whole(_needed("room", room)))
    if not room:
        raise _Bad("room", Reason.EMPTY)
    name = _needed("name", name)
    kana = _plain("kana", unicodedata.normalize("NFKC", kana))
    phone, lost_zero = _phone(_whole(_needed("phone", phone)))
    email = _email(email)
    moved_in, moved_out = _day("moved_in_on", moved_in_on), _day("moved_out_on", moved_out_on)
    if moved_in and moved_out and moved_out < moved_in:
        raise _Bad("moved_out_on", Reason.OUT_BEFORE_IN)
    known = who(name, phone)
    return RosterRow(line, room, name, kana, phone, email, moved_in, moved_out, known, lost_zero)


def _whole(text: str) -> str:
    return _WHOLE.sub(r"\1", text) if "." in text else text


def _needed(field: str, text: str) -> str:
    if not text:
        raise _Bad(field, Reason.EMPTY)
    return _plain(field, text)


def _plain(field: str, text: str) -> str:
    if len(text) > LONGEST[field]:
        raise _Bad(field, Reason.TOO_LONG)
    joined = text if text.isalnum() else " ".join(text.split())
    # U+FFFD is what a broken conversion leaves behind.
    if not joined.isprintable() or "\ufffd" in joined:
        raise _Bad(field, Reason.UNPRINTABLE)
    return joined


def _phone(text: str) -> tuple[str, bool]:
    try:
        number = normalise.phone(text)
    except normalise.CannotReachAnyone as error:
        raise _Bad("phone", Reason.NOBODYS_PHONE) from error
    except normalise.CannotUsePhone as error:
        raise _Bad("phone", Reason.NO_PHONE) from error
    return number, text.isdecimal() and not text.startswith("0")


def _email(text: str) -> str:
    if not text or _ADDRESS.fullmatch(text):
        return text
    if len(text) > LONGEST["email"]:
        raise _Bad("email", Reason.TOO_LONG)
    try:
        return normalise.email(text)
    except normalise.CannotUseEmail as error:
        raise _Bad("email", Reason.NO_EMAIL) from error


def _day(field: str, text: str) -> date | None:
    if not text:
        return None
    try:
        if len(text) == 10 and text[4] == "-":
            return date.fromisoformat(text)
        return dates.day(text)
    except ValueError as error:
        raise _Bad(field, Reason.NO_DATE) from error
