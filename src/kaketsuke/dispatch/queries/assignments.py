"""Who is bound to a case, leads it or helps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet

from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch.models import Assignment


@dataclass(frozen=True, slots=True)
class Bound:
    """Who is bound to a case, and when they are expected."""

    case_id: UUID
    technician_id: UUID
    firm_id: UUID
    role: str
    since: datetime
    arrive_from: datetime | None
    arrive_until: datetime | None
    released_at: datetime | None


def live_assignment(technician_id: UUID) -> Bound | None:
    """Return what the technician is bound to now."""
    found = (
        Assignment.objects.filter(technician_id=technician_id, released_at=None)
        .select_related("technician")
        .first()
    )
    return _bound(found) if found else None


def leads_of(case_ids: Collection[UUID]) -> dict[UUID, Bound]:
    """Return who is bound to each case now, in one query."""
    found = Assignment.objects.filter(
        case_id__in=case_ids, role="lead", released_at=None
    ).select_related("technician")
    return {each.case_id: _bound(each) for each in found}


def overdue(at: datetime, *, of: "F | OuterRef") -> "QuerySet[Assignment]":
    """Return, for a filter, the lead of a case who should have been there by now."""
    return Assignment.objects.filter(case=of, role="lead", released_at=None, arrive_until__lt=at)


def lead_of(case_id: UUID) -> Bound | None:
    """Return who is bound to the case now."""
    return leads_of([case_id]).get(case_id)


def second_of(case_id: UUID) -> Bound | None:
    """Return who helps the lead of a case now."""
    found = (
        Assignment.objects.filter(case_id=case_id, role="second", released_at=None)
        .select_related("technician")
        .first()
    )
    return _bound(found) if found else None


def second_is_called(case: Case) -> bool:
    """Return whether the lead at work has called for a second technician."""
    lead = lead_of(case.id)
    if lead is None or case.state != State.WORKING:
        return False
    called = Entry.objects.filter(case=case, event=Event.SECOND_TECHNICIAN_CALLED)
    return called.filter(actor_id=lead.technician_id, entered_at__gte=lead.since).exists()


def was_second(case_id: UUID, *, technician_id: UUID) -> bool:
    """Return whether a technician helps or helped the lead of a case."""
    helped = Assignment.objects.filter(case_id=case_id, role="second")
    return helped.filter(technician_id=technician_id).exists()


def was_lead(case_id: UUID, *, technician_id: UUID) -> bool:
    """Return whether a technician leads or led a case."""
    led = Assignment.objects.filter(case_id=case_id, role="lead")
    return led.filter(technician_id=technician_id).exists()


def last_lead_of(case_id: UUID) -> Bound | None:
    """Return who was last bound to the case, also when it is over."""
    found = (
        Assignment.objects.filter(case_id=case_id, role="lead")
        .select_related("technician")
        .order_by("-since", "-pk")
        .first()
    )
    return _bound(found) if found else None


def visit_begun(case_id: UUID) -> datetime | None:
    """Return since when the last lead is bound: a visit of its own, whoever was there before.

    What an earlier lead agreed with whoever attends, or worked, is no part of it.
    """
    last = last_lead_of(case_id)
    return last.since if last else None


def _bound(assignment: Assignment) -> Bound:
    return Bound(
        case_id=assignment.case_id,
        technician_id=assignment.technician_id,
        firm_id=assignment.technician.firm_id,
        role=assignment.role,
        since=assignment.since,
        arrive_from=assignment.arrive_from,
        arrive_until=assignment.arrive_until,
        released_at=assignment.released_at,
    )
