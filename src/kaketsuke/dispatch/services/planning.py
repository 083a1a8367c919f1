"""Apply a surge plan: its technicians are asked first, in its order."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from kaketsuke.accounts.viewers import Actor
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import refusals, surges
from kaketsuke.dispatch.models import Assignment, Offer, Planned
from kaketsuke.dispatch.services import assignments, offers

MOVED = "surge_plan"
Queues = Sequence[tuple[UUID, Sequence[UUID]]]


@transaction.atomic
def apply_plan(
    company_id: UUID, *, queues: Queues, fingerprint: str, actor: Actor, now: datetime
) -> int:
    """Apply the queues (technician, cases in order) of a plan made for exactly this moment.

    Return how many cases are planned. Doing it twice plans once. Raises: CannotApplyPlan.
    """
    cases = {case.id: case for case in surges.movable(company_id, lock=True)}
    known = {case_id for _, queue in queues for case_id in queue} <= cases.keys()
    if not known or surges.fingerprint(company_id, list(cases.values())) != fingerprint:
        raise refusals.CannotApplyPlan(refusals.STALE_PLAN)
    Planned.objects.filter(company_id=company_id, ended_at=None).update(ended_at=now)
    planned = 0
    for technician_id, queue in queues:
        for place, case_id in enumerate(queue, start=1):
            if _make_free(cases[case_id], technician_id, actor=actor, now=now):
                _plan(cases[case_id], technician_id, place=place, actor=actor, now=now)
                planned += 1
    return planned


def _make_free(case: Case, technician_id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Take the case from whoever has it or is asked; false where it is the technician's already."""
    if case.state == State.ASSIGNED:
        lead = Assignment.objects.get(case=case, role="lead", released_at=None)
        if lead.technician_id == technician_id:
            return False
        assignments.release(case.id, actor=actor, reason=MOVED, now=now)
    elif case.state == State.UNFILLED:
        case_services.advance(case.id, event=Event.WIDENED, actor=actor, now=now)
    out = Offer.objects.filter(case=case, answer__isnull=True)
    if not out.filter(technician_id=technician_id).exists():
        offers.take_back_all(case, now=now)
    return True


def _plan(case: Case, technician_id: UUID, *, place: int, actor: Actor, now: datetime) -> None:
    Planned.objects.create(
        company_id=case.company_id,
        case=case,
        technician_id=technician_id,
        place=place,
        planned_at=now,
    )
    case_services.remark(
        case.id,
        remark="PlanApplied",
        actor=actor,
        now=now,
        facts={"technician": str(technician_id), "place": place},
    )
    app.configure_task("dispatch.start_offers", allow_unknown=True).defer(case_id=str(case.id))
