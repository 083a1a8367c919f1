"""A second technician helps the lead: bound by hand, and presses none of the lead's steps."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.dispatch import figures, locks, queries, refusals, snapshots, telephone
from kaketsuke.dispatch.models import Assignment
from kaketsuke.dispatch.services import assignments
from kaketsuke.engine import ranking

DESK = (ActorRole.OPERATOR, ActorRole.SUPERVISOR)


@transaction.atomic
def assign_second(case_id: UUID, *, technician: UUID, actor: Actor, now: datetime) -> Assignment:
    """Bind a second technician who said yes on the telephone, where the lead called for one (2.1).

    Papers, skills and the chain of contracts count as for the lead (4.1). Raises: CannotAssign.
    """
    case = locks.locked_case(case_id)
    if actor.role not in DESK or not queries.second_is_called(case):
        raise refusals.CannotAssign(refusals.NO_SECOND_CALLED)
    order = ranking.rank(snapshots.take(case, now=now), times=figures.travel_times())
    telephone.refuse_what_the_telephone_cannot_mend(order.against_whom(technician))
    bound = assignments.bind(
        case,
        technician_id=technician,
        travel_seconds=order.way_of(technician),
        offer=None,
        refusal=refusals.CannotAssign,
        now=now,
        role="second",
    )
    case_services.remark(
        case_id,
        remark="SecondAssigned",
        actor=actor,
        now=now,
        facts=bound.facts(),
        clauses=("2.1", "4.1"),
    )
    case_services.answer_ring(case_id, why="second_technician", actor=actor, now=now)
    return bound.assignment


@transaction.atomic
def release_second(case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Let the second technician go: the lead says so, or the desk. Twice changes nothing.

    Raises: CannotRelease.
    """
    locks.locked_case(case_id)
    live = Assignment.objects.filter(case_id=case_id, released_at=None)
    if actor.role not in DESK and not _is_lead(case_id, actor):
        raise refusals.CannotRelease(refusals.ONLY_LEAD_RELEASES)
    second = live.filter(role="second").first()
    if second is None:
        return
    second.released_at = now
    second.save(update_fields=["released_at"])
    case_services.remark(
        case_id,
        remark="SecondReleased",
        actor=actor,
        now=now,
        facts={"technician": str(second.technician_id)},
    )


def _is_lead(case_id: UUID, actor: Actor) -> bool:
    lead = Assignment.objects.filter(case_id=case_id, released_at=None, role="lead")
    if actor.role is not ActorRole.TECHNICIAN or actor.id is None:
        return False
    return lead.filter(technician_id=actor.id).exists()
