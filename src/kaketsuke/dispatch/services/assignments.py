"""Bind a technician to a case and let them go again. Unique indexes decide every race."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case
from kaketsuke.database import constraints
from kaketsuke.database.refusals import Refusal
from kaketsuke.dispatch import figures, locks, refusals, snapshots, telephone
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.engine import arrival, ranking, travel
from kaketsuke.network import queries as network_queries
from kaketsuke.network.models import Technician
from kaketsuke.parties.models import Building

# A position further away is none: the phone is wrong, not the technician abroad.
FURTHEST_SECONDS = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class Bound:
    """A fresh assignment with the chain of contracts that it stands on (4.1)."""

    assignment: Assignment
    chain: tuple[UUID, ...]

    def facts(self) -> dict[str, Any]:
        """Return what the timeline keeps of it."""
        return {
            "chain_live": True,
            "technician": str(self.assignment.technician_id),
            "chain": [str(firm_id) for firm_id in self.chain],
        }


def bind(
    case: Case,
    *,
    technician_id: UUID,
    travel_seconds: float | None,
    offer: Offer | None,
    refusal: type[Refusal],
    now: datetime,
    role: str = "lead",
) -> Bound:
    """Write the assignment if every contract of the chain is live. Raises: the refusal given."""
    technician = Technician.objects.filter(pk=technician_id, ended_at=None).first()
    if technician is None:
        raise refusal(refusals.UNKNOWN_TECHNICIAN)
    chain = network_queries.chain_of(technician.firm_id, case.company_id, now)
    if chain is None:
        raise refusal(refusals.CHAIN_BROKEN)
    expected = (
        arrival.expected(now, travel_seconds=travel_seconds) if travel_seconds is not None else None
    )
    taken = {
        "dispatch_technician_bound_once": refusal(refusals.BOUND),
        "dispatch_one_lead_per_case": refusal(refusals.TAKEN),
        "dispatch_one_second_per_case": refusal(refusals.SECOND_THERE),
    }
    with constraints.refusing(taken):
        assignment = Assignment.objects.create(
            company_id=case.company_id,
            case=case,
            technician_id=technician_id,
            role=role,
            offer=offer,
            since=now,
            arrive_from=expected.soonest if expected else None,
            arrive_until=expected.latest if expected else None,
        )
    return Bound(assignment, tuple(firm.id for firm in chain))


@transaction.atomic
def assign_by_hand(case_id: UUID, *, technician: UUID, actor: Actor, now: datetime) -> Assignment:
    """Bind a technician who said yes on the telephone, under the guards of an accepted offer.

    Raises: CannotAssign, cases' CannotAdvance.
    """
    case = locks.locked_case(case_id)
    order = ranking.rank(snapshots.take(case, now=now), times=figures.travel_times())
    telephone.refuse_what_the_telephone_cannot_mend(order.against_whom(technician))
    bound = bind(
        case,
        technician_id=technician,
        travel_seconds=order.way_of(technician),
        offer=None,
        refusal=refusals.CannotAssign,
        now=now,
    )
    case_services.advance(
        case_id,
        event=Event.ASSIGNED_BY_HAND,
        actor=actor,
        now=now,
        facts=bound.facts(),
        clauses=("4.1",),
    )
    return bound.assignment


@transaction.atomic
def release(
    case_id: UUID, *, actor: Actor, reason: str, now: datetime, technician: UUID | None = None
) -> None:
    """Let the technician go before the work: at their own wish, or by the desk or the timer.

    `technician` names who is meant: whoever was bound meanwhile in their place stays.

    Raises: CannotRelease, cases' CannotAdvance.
    """
    case = locks.locked_case(case_id)
    if case.state not in (State.ASSIGNED, State.EN_ROUTE, State.ARRIVED, State.VERIFIED):
        raise refusals.CannotRelease(refusals.NOBODY_BOUND)
    leaves = actor.role in (ActorRole.TECHNICIAN, ActorRole.CONTRACTOR)
    lead = Assignment.objects.filter(case=case, role="lead", released_at=None).first()
    meant = actor.id if actor.role is ActorRole.TECHNICIAN else technician
    if lead is None or meant not in (None, lead.technician_id):
        raise refusals.CannotRelease(refusals.NOBODY_BOUND)
    end(case_id, now=now)
    case_services.advance(
        case_id,
        event=Event.TECHNICIAN_WITHDREW if leaves else Event.RELEASED,
        actor=actor,
        now=now,
        facts={"reason": reason, "technician": str(lead.technician_id)},
    )


@transaction.atomic
def end(case_id: UUID, *, now: datetime) -> None:
    """Free everybody bound to the case; doing it twice changes nothing."""
    Assignment.objects.filter(case_id=case_id, released_at=None).update(released_at=now)


@transaction.atomic
def set_out(case_id: UUID, *, position: tuple[float, float] | None, now: datetime) -> None:
    """Count the range of arrival anew from the departure: by the position, else as offered."""
    lead = (
        Assignment.objects.filter(case_id=case_id, role="lead", released_at=None)
        .select_related("offer")
        .first()
    )
    if lead is None:
        raise refusals.CannotRelease(refusals.NOBODY_BOUND)
    seconds = _seconds_from(position, case_id, now) if position else None
    if seconds is None and lead.offer is not None:
        seconds = float(lead.offer.travel_seconds)
    if seconds is None:
        return
    expected = arrival.expected(now, travel_seconds=seconds)
    lead.arrive_from, lead.arrive_until = expected.soonest, expected.latest
    lead.save(update_fields=["arrive_from", "arrive_until"])


def _seconds_from(position: tuple[float, float], case_id: UUID, now: datetime) -> float | None:
    building = Building.objects.get(dwellings__cases=case_id)
    door = travel.places([(building.latitude, building.longitude)])
    here = travel.places([position])
    seconds = float(figures.travel_times().matrix(here, door, now)[0, 0])
    return seconds if seconds <= FURTHEST_SECONDS else None
