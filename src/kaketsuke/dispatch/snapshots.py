"""The frozen picture that the engine ranks: every technician of a company's firms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from kaketsuke.cases.lifecycle import State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import figures, past
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.engine import habits, ranking
from kaketsuke.engine.policy import Policy
from kaketsuke.network import queries as network_queries
from kaketsuke.network.models import Edge, Technician
from kaketsuke.network.queries import AvailableTechnician
from kaketsuke.parties.models import Building

EVERYBODY = 100_000
# After the door is open, little is left to do; and nobody at work is free this minute.
LITTLE_LEFT = timedelta(minutes=5)
ON_THE_WAY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of all technicians of a company at one moment, whatever the case."""

    links: Mapping[UUID, tuple[Edge, ...]]
    available: Mapping[UUID, AvailableTechnician]
    bound: Mapping[UUID, datetime]  # until when somebody is expected to be at work
    policy: Policy


def take(case: Case, *, now: datetime) -> ranking.Snapshot:
    """Return the snapshot for a case, in a constant number of queries.

    A technician was asked before if it was since the case began to look for somebody, and whoever
    was bound to this case and let go is not asked for it again.
    """
    building = Building.objects.get(dwellings=case.dwelling_id)
    place = (building.latitude, building.longitude)
    known = known_of(case.company_id, place=place, now=now)
    asked, elsewhere = _asked_for(case), _asked_elsewhere(case, now=now)
    return ranking.Snapshot(
        taken_at=now,
        today=timezone.localdate(now),
        destination=place,
        candidates=tuple(
            candidate(
                each,
                known,
                asked_before=each.id in asked,
                asked_elsewhere=each.id in elsewhere,
            )
            for each in technicians_of(case.company_id)
        ),
        needed_skills=known.policy.needed_skills(str(case.request.facts.get("cause", ""))),
        area=building.municipality_code,
        firms=firms_of(case.company_id, known, now=now),
        demand=past.demand(case.company_id, now=now),
        widened=Entry.objects.filter(case=case, event="Widened").count(),
        policy=known.policy,
    )


def known_of(company_id: UUID, *, place: tuple[float, float] | None, now: datetime) -> Known:
    """Return what is known of a company's technicians, in a constant number of queries."""
    held = figures.policy_on(timezone.localdate(now))
    rows = network_queries.available_technicians(company_id, now, place, limit=EVERYBODY)
    live = Assignment.objects.filter(released_at=None).select_related("case")
    return Known(
        links=network_queries.links_of(company_id, now),
        available={row.technician_id: row for row in rows},
        bound={each.technician_id: _free_at(each, held, now=now) for each in live},
        policy=held,
    )


def technicians_of(company_id: UUID) -> list[Technician]:
    """Return everybody who works for one of the company's firms, in the order of their ids."""
    firms = Edge.objects.filter(company_id=company_id).values("firm_id")
    return list(Technician.objects.filter(firm__in=firms, ended_at=None).order_by("pk"))


def firms_of(company_id: UUID, known: Known, *, now: datetime) -> dict[UUID, ranking.FirmFacts]:
    """Return how each firm answers, how much it does, its agreed share and what it costs."""
    seen = past.answers_by_firm(company_id, now=now)
    taken = past.assignments_by_firm(company_id, now=now)
    learned, newcomer = habits.learned(seen, known.policy.habits)
    return {
        firm_id: ranking.FirmFacts(
            habit=learned.get(firm_id, newcomer),
            assigned=taken[firm_id],
            share=None if chain[-1].share_percent is None else chain[-1].share_percent / 100,
            cost_yen=chain[-1].call_out_yen,
        )
        for firm_id, chain in known.links.items()
    }


def candidate(
    technician: Technician,
    known: Known,
    *,
    asked_before: bool = False,
    asked_elsewhere: bool = False,
) -> ranking.Candidate:
    """Return what the engine may know of one technician."""
    row, chain = known.available.get(technician.id), known.links.get(technician.firm_id)
    seen = row is not None and row.position_at is not None
    return ranking.Candidate(
        technician_id=technician.id,
        firm_id=technician.firm_id,
        home=(technician.home_latitude, technician.home_longitude),
        position=(row.latitude, row.longitude) if row is not None and seen else None,
        position_at=row.position_at if row is not None else None,
        chain=tuple(edge.firm_id for edge in chain) if chain is not None else None,
        areas=network_queries.areas_of(chain) if chain is not None else None,
        # Without a live chain the hours were not looked up; the chain is reason enough.
        on_shift=row is not None or chain is None,
        shift_until=row.on_shift_until if row is not None else None,
        papers_until=technician.papers_until,
        skills=frozenset(technician.skills),
        bound=technician.id in known.bound,
        free_at=known.bound.get(technician.id),
        asked_elsewhere=asked_elsewhere,
        asked_before=asked_before,
    )


def _free_at(assignment: Assignment, held: Policy, *, now: datetime) -> datetime:
    """Return when somebody at work is expected to be free, never before a few minutes from now."""
    work = timedelta(seconds=held.ranking.typical_work)
    state, since = State(assignment.case.state), assignment.case.state_since
    if state in (State.ASSIGNED, State.EN_ROUTE):
        expected = (assignment.arrive_until or assignment.since + ON_THE_WAY) + work
    elif state in (State.OPENED, State.SETTLED):
        expected = since + LITTLE_LEFT
    else:
        expected = since + work
    return max(expected, now + LITTLE_LEFT)


def _asked_for(case: Case) -> set[UUID]:
    offers = Offer.objects.filter(case=case, sent_at__gte=case.state_since)
    let_go = Assignment.objects.filter(case=case, released_at__isnull=False)
    return set(offers.values_list("technician_id", flat=True)) | set(
        let_go.values_list("technician_id", flat=True)
    )


def refused_by(case_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return for each case who said no to it or was let go from it. Two queries."""
    found: dict[UUID, set[UUID]] = {case_id: set() for case_id in case_ids}
    passed = Offer.objects.filter(case_id__in=case_ids, answer="passed")
    let_go = Assignment.objects.filter(case_id__in=case_ids, released_at__isnull=False)
    for rows in (passed, let_go):
        for case_id, technician_id in rows.values_list("case_id", "technician_id"):
            found[case_id].add(technician_id)
    return found


def _asked_elsewhere(case: Case, *, now: datetime) -> set[UUID]:
    live = Offer.objects.filter(answer=None, expires_at__gt=now).exclude(case=case)
    return set(live.values_list("technician_id", flat=True))
