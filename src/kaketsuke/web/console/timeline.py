"""The timeline in words: who, when, what, by which clause; noted facts folded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django_stubs_ext import StrOrPromise

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.web import event_words, fact_words


class Recorded(Protocol):
    """An entry of a timeline as the rooms give it, opened."""

    @property
    def event(self) -> str: ...
    @property
    def event_at(self) -> datetime: ...
    @property
    def entered_at(self) -> datetime: ...
    @property
    def actor_role(self) -> str: ...
    @property
    def facts(self) -> dict[str, Any]: ...
    @property
    def words(self) -> str: ...


class CaseRecorded(Recorded, Protocol):
    """An entry of a case, which also has its place and cites clauses."""

    @property
    def seq(self) -> int: ...
    @property
    def clauses(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    entered_at: datetime
    who: StrOrPromise
    what: StrOrPromise
    clauses: list[str]
    facts: list[tuple[StrOrPromise, StrOrPromise]]
    words: str
    tone: str
    key: str = ""  # by which a live page keeps open what somebody opened


_ACT = frozenset(
    {
        "NobodyLeft",
        "StopPressed",
        "ObjectionRaised",
        "PayerObjected",
        "PayerUnreached",
        "SafeExit",
        "ChecksFailed",
        "AttendantLeft",
    }
)
_DONE = frozenset({"DoorOpened", "ChecksPassed", "Settled", "Closed", "OfferAccepted"})


def tone(event: str) -> str:
    """Return how an event is marked: a human had to act, something was done, or neither."""
    if event in _ACT:
        return "act"
    return "done" if event in _DONE else ""


def line(entry: Recorded, *, clauses: Iterable[str], viewer: Viewer, key: str = "") -> Line:
    """Return one entry in words."""
    closed = frozenset() if viewer.has("supervisor") else fact_words.FOR_SUPERVISORS
    return Line(
        at=entry.event_at,
        entered_at=entry.entered_at,
        who=event_words.role_words(entry.actor_role),
        what=event_words.event_words(entry.event),
        clauses=list(clauses),
        facts=fact_words.pairs(entry.facts, closed=closed),
        words=entry.words,
        tone=tone(entry.event),
        key=key,
    )


def case_lines(entries: Iterable[CaseRecorded], *, viewer: Viewer) -> list[Line]:
    """Return a case's timeline, in the order given."""
    return [
        line(entry, clauses=entry.clauses, viewer=viewer, key=f"entry-{entry.seq}")
        for entry in entries
    ]


def request_lines(entries: Iterable[Recorded], *, viewer: Viewer) -> list[Line]:
    """Return a request's record, the newest first."""
    return [line(entry, clauses=(), viewer=viewer) for entry in reversed(list(entries))]
