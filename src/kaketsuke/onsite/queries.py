"""What is read of the door: checks, clock, opening."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.cases import timings
from kaketsuke.cases.models import Case
from kaketsuke.onsite import clocks
from kaketsuke.onsite.clocks import WorkClock
from kaketsuke.onsite.models import Check, Opening
from kaketsuke.parties.models import Owner
from kaketsuke.residents import queries as resident_queries

OWED = "owed"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check as it is shown: kinds and results, nothing of the document itself."""

    event_at: datetime
    attendee_role: str
    attendee_present: bool
    document_kind: str
    has_photo: bool | None
    expired: bool | None
    name_matches: bool | None
    face_matches: bool | None
    address_matches: str | None
    code_word_said: bool
    call_back_done: bool | None
    outcome: str


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """How the door was opened, and what was chosen for a lock that cannot be used (4.3)."""

    method: str
    destructive_approved_by: str
    lock_usable: bool
    if_unusable: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class WaysLeft:
    """Who else could attend within the waiting time."""

    until: datetime
    owner: bool
    other_registrant: bool


def work_seconds(case_id: UUID, *, at: datetime) -> int:
    """Return the net hands-on seconds of a case by that moment (A1.3)."""
    return clocks.whole_seconds(clocks.worked(clocks.spans_of(case_id), until=at))


def clock(case_id: UUID, *, at: datetime) -> WorkClock:
    """Return the work clock of a case; it counts against the free and the approved minutes."""
    case = Case.objects.only("free_until_minute", "approved_minutes").get(pk=case_id)
    spans = clocks.spans_of(case_id)
    running = [begun for begun, ended in spans if ended is None]
    return WorkClock(
        seconds=clocks.whole_seconds(clocks.worked(spans, until=at)),
        running_since=running[0] if running else None,
        allowed_minutes=case.free_until_minute + case.approved_minutes,
    )


def checks_of(case_id: UUID) -> list[CheckRow]:
    """Return the checks of a case, in order."""
    names = tuple(CheckRow.__dataclass_fields__)
    found = Check.objects.filter(case_id=case_id).order_by("event_at", "pk")
    return [CheckRow(**row) for row in found.values(*names)]


def owed_check_stands(case: Case) -> bool:
    """Return whether an entitled attendant with a leave stood there since the arrival (A1.2.2)."""
    last = (
        Check.objects.filter(case=case, entered_at__gte=case.state_since)
        .order_by("-entered_at", "-pk")
        .first()
    )
    return last is not None and last.outcome == OWED


def opening_of(case_id: UUID) -> OpeningRow | None:
    """Return how the door of a case was opened."""
    names = tuple(OpeningRow.__dataclass_fields__)
    found = Opening.objects.filter(case_id=case_id).values(*names).first()
    return OpeningRow(**found) if found else None


def ways_left(case_id: UUID, *, at: datetime) -> WaysLeft:
    """Return what can still be done for somebody turned away, and until when (A1.2.1)."""
    case = Case.objects.get(pk=case_id)
    living = resident_queries.live_registrants(case.dwelling_id, at)
    return WaysLeft(
        until=case.state_since + timings.WAITING,
        owner=Owner.objects.filter(
            buildings__building__dwellings=case.dwelling_id, buildings__valid__contains=at
        ).exists(),
        other_registrant=len(living) > 1,
    )
