"""What force majeure excuses of a case's delay, and what it does not (4.4)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases import queries as case_queries
from kaketsuke.cases.models import Case, Entry, Extent
from kaketsuke.dispatch.models import Assignment
from kaketsuke.engine import arrival
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import AreaEvent
from kaketsuke.rules import delays
from kaketsuke.rules.delays import Excuse, Span


@dataclass(frozen=True, slots=True)
class Measured:
    """A delay against one latest arrival that was told: the `first` one, or the `last`."""

    promise: str
    delay: Span
    excuse: Excuse


@dataclass(frozen=True, slots=True)
class DelayPage:
    """A case's delay against the arrivals that were told, parted by the recorded extents.

    `measured` is empty where no arrival was told yet, or the technician came in time; where the
    first and the last told are the same it has one.
    """

    case_id: uuid.UUID
    number: int
    place: str
    opened_at: datetime
    last: datetime
    measured: tuple[Measured, ...]
    is_running: bool
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
    arrived = _arrived_at(case)
    spans = [Span(each.during.lower, each.during.upper) for each in extents]
    return DelayPage(
        case_id=case.pk,
        number=case.number,
        place=f"{building.name} {case.dwelling.room}",
        opened_at=case.opened_at,
        last=case.ended_at or now,
        measured=_measured(case, spans, until=arrived or case.ended_at or now),
        is_running=arrived is None and case.ended_at is None,
        extents=extents,
        events=tuple(party_queries.events_over(building, case.opened_at, case.ended_at or now)),
    )


def _measured(case: Case, spans: list[Span], *, until: datetime) -> tuple[Measured, ...]:
    """Return how late the first technician came, or is by now, after what was told first and last.

    What was told when the technician accepted is counted anew at the departure; the offer keeps it.
    """
    leads = list(
        Assignment.objects.filter(case=case, role="lead", arrive_until__isnull=False)
        .select_related("offer")
        .order_by("since")
    )
    if not leads:
        return ()
    first, last = _told_at_first(leads[0]), leads[-1].arrive_until
    found = []
    for promise, told in (("first", first), ("last", last)):
        if told is None or until <= told or (promise == "last" and told == first):
            continue
        delay = Span(told, until)
        found.append(Measured(promise, delay, delays.excuse(delay, spans)))
    return tuple(found)


def _told_at_first(lead: Assignment) -> datetime | None:
    if lead.offer is None:
        return lead.arrive_until
    return arrival.expected(lead.since, travel_seconds=float(lead.offer.travel_seconds)).latest


def _arrived_at(case: Case) -> datetime | None:
    return (
        Entry.objects.filter(case=case, event="Arrived")
        .order_by("seq")
        .values_list("event_at", flat=True)
        .first()
    )
