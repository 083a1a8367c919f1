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
            case = cases[case_id]
            if not _has_it(case, technician_id):
                asked = _make_free(case, technician_id, place=place, actor=actor, now=now)
                _plan(case, technician_id, place=place, asked=asked, actor=actor, now=now)
                planned += 1
    return planned


def _has_it(case: Case, technician_id: UUID) -> bool:
    bound = Assignment.objects.filter(case=case, role="lead", released_at=None)
    return case.state == State.ASSIGNED and bound.filter(technician_id=technician_id).exists()


def _make_free(case: Case, technician_id: UUID, *, place: int, actor: Actor, now: datetime) -> bool:
    """Take the case from whoever has it or is asked; return whether the planned is asked already.

    Whom the plan sends elsewhere first is not asked for this case meanwhile.
    """
    if case.state == State.ASSIGNED:
        assignments.release(case.id, actor=actor, reason=MOVED, now=now)
    elif case.state == State.UNFILLED:
        case_services.advance(case.id, event=Event.WIDENED, actor=actor, now=now)
    next_one = technician_id if place == 1 else None
    offers.take_back_all(case, now=now, but=next_one)
    return Offer.objects.filter(case=case, answer__isnull=True).exists()


def _plan(
    case: Case, technician_id: UUID, *, place: int, asked: bool, actor: Actor, now: datetime
) -> None:
    Planned.objects.create(
        company_id=case.company_id,
        case=case,
        technician_id=technician_id,
        place=place,
        planned_at=now,
        ended_at=now if asked else None,
    )
    case_services.remark(
        case.id,
        remark="PlanApplied",
        actor=actor,
        now=now,
        facts={"technician": str(technician_id), "place": place},
    )
    app.configure_task("dispatch.start_offers", allow_unknown=True).defer(case_id=str(case.id))
