"""More cases than technicians: queues for everybody from one moment, and what they gain.

The search is `plan.plan`; here the moment is laid out for it and its answer told in ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine import one_by_one, plan, ranking, travel
from kaketsuke.engine.crew import FirmFacts
from kaketsuke.engine.instances import Instance
from kaketsuke.engine.snapshot import Snapshot

Floats = NDArray[np.float64]

NO_WAY_SECONDS = 1e7  # between two cases that no way joins: no plan goes there


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits, as seen by everybody who might go: the same people for each case."""

    case_id: UUID
    snapshot: Snapshot
    kept_by: UUID | None = None  # who has accepted it and has not set out yet


@dataclass(frozen=True, slots=True)
class Stop:
    """One case of a queue, and after how many seconds somebody is at its door."""

    case_id: UUID
    seconds: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What one technician does, in order."""

    technician_id: UUID
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Unserved:
    """A case that nobody can take in, and how many are hindered by what."""

    case_id: UUID
    against: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class FirmPart:
    """What a firm gets of a plan. The search does not look at it; whoever applies it may."""

    firm_id: UUID
    cases: int
    agreed: float | None  # share of all work, from 0 to 1
    lately: float | None  # its share of what was assigned lately; None: nothing was
    call_outs_yen: int  # of all these cases


@dataclass(frozen=True, slots=True)
class SurgePlan:
    """Queues for all, beside what people do by hand."""

    queues: tuple[Queue, ...]
    unserved: tuple[Unserved, ...]
    mean_seconds: float  # until somebody is at a served door
    by_hand_mean_seconds: float  # where who is free next takes the nearest case
    moved: tuple[UUID, ...] = ()  # cases that change from one technician to another
    firms: tuple[FirmPart, ...] = ()  # those with a queue, whoever has most first


def find(
    waiting: tuple[Waiting, ...], *, times: travel.TravelTimes, seconds: float, seed: int = 0
) -> SurgePlan:
    """Return the best plan found within the seconds.

    Whoever has accepted a case keeps it first, unless moving it gains more than the policy's
    threshold.
    """
    if not waiting or not waiting[0].snapshot.candidates:
        return SurgePlan((), tuple(Unserved(each.case_id, ()) for each in waiting), 0.0, 0.0)
    orders = [ranking.rank(each.snapshot, times=times) for each in waiting]
    instance = _instance(waiting, orders, times)
    people = [each.technician_id for each in waiting[0].snapshot.crew.candidates]
    kept = _kept(waiting, people)
    figures = waiting[0].snapshot.policy.plan
    found = plan.plan(
        instance, seconds=seconds, seed=seed, keep=kept, threshold_seconds=figures.threshold
    )
    taken = {case: people[row] for row, queue in enumerate(found.queues) for case in queue}
    return SurgePlan(
        queues=_queues(waiting, people, instance, found.queues),
        unserved=tuple(
            Unserved(waiting[case].case_id, tuple(orders[case].counted().items()))
            for case in found.unserved
        ),
        mean_seconds=_mean(instance, found.queues),
        by_hand_mean_seconds=_mean(instance, one_by_one.nearest_when_free(instance)),
        moved=tuple(
            each.case_id
            for case, each in enumerate(waiting)
            if each.kept_by is not None and taken.get(case) != each.kept_by
        ),
        firms=_firms(waiting[0].snapshot, found.queues),
    )


def _instance(
    waiting: tuple[Waiting, ...], orders: list[ranking.Ranking], times: travel.TravelTimes
) -> Instance:
    first = waiting[0].snapshot
    ways = np.column_stack([order.way for order in orders])
    able = np.column_stack([order.against == 0 for order in orders])
    doors = travel.places([each.snapshot.destination for each in waiting])
    between = times.matrix(doors, doors, first.taken_at)
    return Instance(
        ready=first.crew.ready,
        to_first=np.where(able & np.isfinite(ways), ways, 0.0),
        between=np.where(np.isfinite(between) & (between >= 0), between, NO_WAY_SECONDS),
        service=np.full(len(waiting), first.policy.ranking.typical_work),
        feasible=able,
        until=np.maximum(first.crew.shift_left, 0.0),
    )


def _kept(waiting: tuple[Waiting, ...], people: list[UUID]) -> Mapping[int, int]:
    row = {technician: at for at, technician in enumerate(people)}
    return {
        row[each.kept_by]: case
        for case, each in enumerate(waiting)
        if each.kept_by is not None and each.kept_by in row
    }


def _queues(
    waiting: tuple[Waiting, ...], people: list[UUID], instance: Instance, lined_up: plan.Queues
) -> tuple[Queue, ...]:
    """Return the queues that are not empty, whoever is first at a door first."""
    arrivals = plan.arrivals(instance, lined_up)
    found = [
        Queue(
            people[row],
            tuple(
                Stop(waiting[case].case_id, round(seconds))
                for case, seconds in zip(queue, arrivals[row], strict=True)
            ),
        )
        for row, queue in enumerate(lined_up)
        if queue
    ]
    return tuple(sorted(found, key=lambda each: (each.stops[0].seconds, each.technician_id.int)))


def _firms(snapshot: Snapshot, lined_up: plan.Queues) -> tuple[FirmPart, ...]:
    cases: Counter[UUID] = Counter()
    for each, queue in zip(snapshot.crew.candidates, lined_up, strict=True):
        cases[each.firm_id] += len(queue)
    done = sum(facts.assigned for facts in snapshot.firms.values())
    return tuple(
        FirmPart(
            firm_id,
            count,
            facts.share,
            facts.assigned / done if done else None,
            facts.cost_yen * count,
        )
        for firm_id, count in sorted(cases.items(), key=lambda each: (-each[1], each[0].int))
        if count
        for facts in [snapshot.firms.get(firm_id, FirmFacts())]
    )


def _mean(instance: Instance, lined_up: plan.Queues) -> float:
    arrivals = [seconds for row in plan.arrivals(instance, lined_up) for seconds in row]
    return float(np.mean(arrivals)) if arrivals else 0.0
