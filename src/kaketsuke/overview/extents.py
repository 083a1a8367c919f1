"""What force majeure excuses of a case's delay, and what it does not (4.4)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases import queries as case_queries
from kaketsuke.cases.models import Case, Entry, Extent
from kaketsuke.dispatch.models import Assignment
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import AreaEvent
from kaketsuke.rules import delays
from kaketsuke.rules.delays import Excuse, Span


@dataclass(frozen=True, slots=True)
class DelayPage:
    """A case's delay against the latest arrival that was told, parted by the recorded extents.

    `delay` is nothing where no arrival was told yet, or the technician came in time.
    """

    case_id: uuid.UUID
    number: int
    place: str
    opened_at: datetime
    last: datetime
    delay: Span | None
    is_running: bool
    excuse: Excuse | None
    extents: tuple[Extent, ...]
    events: tuple[AreaEvent, ...]


def delay_page(viewer: Viewer, case_id: uuid.UUID, *, now: datetime) -> DelayPage | None:
    """Return the delay of a case where the viewer may see it."""
    case = (
        case_queries.visible_to(viewer)
        .select_related("dwelling__building")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        return None
    building = case.dwelling.building
    extents = tuple(case.extents.select_related("area_event").order_by("during"))
    delay, running = _delay(case, now=now)
    spans = [Span(each.during.lower, each.during.upper) for each in extents]
    return DelayPage(
        case_id=case.pk,
        number=case.number,
        place=f"{building.name} {case.dwelling.room}",
        opened_at=case.opened_at,
        last=case.ended_at or now,
        delay=delay,
        is_running=running,
        excuse=delays.excuse(delay, spans) if delay is not None else None,
        extents=extents,
        events=tuple(party_queries.events_over(building, case.opened_at, case.ended_at or now)),
    )


def _delay(case: Case, *, now: datetime) -> tuple[Span | None, bool]:
    """Return how late the first technician came, or is by now, after the latest arrival told."""
    told = (
        Assignment.objects.filter(case=case, role="lead", arrive_until__isnull=False)
        .order_by("since")
        .values_list("arrive_until", flat=True)
        .first()
    )
    if told is None:
        return None, False
    arrived = (
        Entry.objects.filter(case=case, event="Arrived")
        .order_by("seq")
        .values_list("event_at", flat=True)
        .first()
    )
    until = arrived or case.ended_at or now
    if until <= told:
        return None, False
    return Span(told, until), arrived is None and case.ended_at is None
