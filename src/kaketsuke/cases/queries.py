"""What is read of cases: which a viewer may see, their timelines, who attends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.models import Case, Entry, Leave
from kaketsuke.cases.services.notices import temporary_number_place
from kaketsuke.cases.timeline import words_place
from kaketsuke.people import keys, normalise, sealing


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of a case's timeline, with the words that were typed, opened."""

    seq: int
    event: str
    state: str
    event_at: datetime
    entered_at: datetime
    actor_role: str
    actor_id: UUID | None
    facts: dict[str, Any]
    answer: dict[str, Any] | None
    clauses: tuple[str, ...]
    words: str


def visible_to(viewer: Viewer) -> QuerySet[Case]:
    """Return the cases that the viewer may see: the company's, or those named to them."""
    if viewer.is_system:
        return Case.objects.all()
    return Case.objects.filter(Q(company_id__in=viewer.company_ids) | Q(pk__in=viewer.case_ids))


def timeline(case_id: UUID, *, after: int = 0) -> list[TimelineLine]:
    """Return the case's timeline from `after` on, oldest first. Two queries."""
    key = keys.open_keys("case", [case_id]).get(case_id)
    entries = Entry.objects.filter(case=case_id, seq__gt=after).order_by("seq")
    return [_line(entry, key=key) for entry in entries]


def _line(entry: Entry, *, key: bytes | None) -> TimelineLine:
    words = ""
    if key is not None and entry.words_sealed is not None:
        words = sealing.open_sealed(key, entry.words_sealed, context=words_place(entry.id))
    return TimelineLine(
        seq=entry.seq,
        event=entry.event,
        state=entry.state,
        event_at=entry.event_at,
        entered_at=entry.entered_at,
        actor_role=entry.actor_role,
        actor_id=entry.actor_id,
        facts=entry.facts,
        answer=entry.answer,
        clauses=tuple(entry.clauses),
        words=words,
    )


def live_leave(case: Case) -> Leave | None:
    """Return the leave under which work may begin although the document is inside (A1.2.2)."""
    if case.leave_id is None:
        return None
    return Leave.objects.filter(pk=case.leave_id, ended_at__isnull=True).first()


def temporary_number_of(case: Case) -> str:
    """Return the number that stands in for a phone locked inside, as people write it."""
    key = keys.open_keys("case", [case.id]).get(case.id)
    if case.temporary_number_sealed is None or key is None:
        return ""
    place = temporary_number_place(case.id)
    number = sealing.open_sealed(key, case.temporary_number_sealed, context=place)
    return normalise.phone_display(number)
