"""The moment of a surge: which cases wait, who might go, and whether it is still that moment."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from kaketsuke.cases.lifecycle import State
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import snapshots
from kaketsuke.dispatch.models import Assignment
from kaketsuke.engine import ranking
from kaketsuke.engine.surge import Waiting

SOUGHT = (State.OFFERING, State.UNFILLED)
# Whoever has accepted and not set out yet may still be moved, where that gains much.
MOVABLE = (*SOUGHT, State.ASSIGNED)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a plan is made from."""

    waiting: tuple[Waiting, ...]
    sought: int  # cases that look for somebody
    free: int  # technicians on shift with nothing to do
    fingerprint: str


def moment(company_id: UUID, *, now: datetime) -> Moment:
    """Return the moment of a company, in a constant number of queries."""
    cases = movable(company_id)
    known = snapshots.known_of(company_id, place=None, now=now)
    leads = _leads(cases)
    refused = snapshots.refused_by([case.id for case in cases])
    settled = _places_of_work(company_id)
    firms = snapshots.firms_of(company_id, known, now=now)
    people = tuple(
        _for_plan(snapshots.candidate(each, known), leads, settled, now=now)
        for each in snapshots.technicians_of(company_id)
    )
    waiting = tuple(
        Waiting(
            case.id,
            ranking.Snapshot(
                taken_at=now,
                today=timezone.localdate(now),
                destination=_place(case),
                candidates=tuple(
                    replace(each, asked_before=each.technician_id in refused[case.id])
                    for each in people
                ),
                needed_skills=known.policy.needed_skills(str(case.request.facts.get("cause", ""))),
                area=case.dwelling.building.municipality_code,
                firms=firms,
                widened=len(known.policy.steps) - 1,
                bound_may_wait=True,
                policy=known.policy,
            ),
            kept_by=leads.get(case.id),
        )
        for case in cases
    )
    free = sum(1 for each in people if each.on_shift and each.chain and not each.bound)
    sought = sum(1 for case in cases if case.state in SOUGHT)
    return Moment(waiting, sought, free, fingerprint(company_id, cases))


def movable(company_id: UUID, *, lock: bool = False) -> list[Case]:
    """Return the cases that a plan may give to somebody, in the order in which they are locked."""
    found = Case.objects.filter(company_id=company_id, state__in=MOVABLE).order_by("pk")
    if lock:
        return list(found.select_for_update(of=("self",)))
    return list(found.select_related("request", "dwelling__building"))


def fingerprint(company_id: UUID, cases: list[Case]) -> str:
    """Return what changes as soon as a case moves or somebody is bound or let go."""
    bound = Assignment.objects.filter(company_id=company_id, released_at=None).order_by("pk")
    told = [
        *(f"{case.id}{case.state}{case.state_since.isoformat()}" for case in cases),
        *(f"{pk}" for pk in bound.values_list("pk", flat=True)),
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _leads(cases: list[Case]) -> dict[UUID, UUID]:
    assigned = [case.id for case in cases if case.state == State.ASSIGNED]
    found = Assignment.objects.filter(case_id__in=assigned, role="lead", released_at=None)
    return dict(found.values_list("case_id", "technician_id"))


def _places_of_work(company_id: UUID) -> dict[UUID, tuple[float, float]]:
    """Return where each technician at work will be when free."""
    live = Assignment.objects.filter(company_id=company_id, released_at=None)
    rows = live.values_list(
        "technician_id", "case__dwelling__building__latitude", "case__dwelling__building__longitude"
    )
    return {technician: (latitude, longitude) for technician, latitude, longitude in rows}


def _for_plan(
    candidate: ranking.Candidate,
    leads: dict[UUID, UUID],
    settled: dict[UUID, tuple[float, float]],
    *,
    now: datetime,
) -> ranking.Candidate:
    """Who has not set out is free for the plan; who is at work sets out from there."""
    technician = candidate.technician_id
    if technician in leads.values():
        return replace(candidate, bound=False, free_at=None)
    if technician in settled:
        return replace(candidate, position=settled[technician], position_at=now)
    return candidate


def _place(case: Case) -> tuple[float, float]:
    building = case.dwelling.building
    return building.latitude, building.longitude
