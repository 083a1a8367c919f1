"""What is a rank made of, and what speaks against the others? Made only for those shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine import travel
from kaketsuke.engine.crew import (
    AGAINST,
    BIT,
    STARTS,
    Bits,
    Candidate,
    FirmFacts,
    Flags,
    Floats,
    actual_share,
)
from kaketsuke.engine.reasons import Code, Reason
from kaketsuke.engine.snapshot import Snapshot

LEAST_SECONDS = 30.0  # a smaller difference is not worth a sentence


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Everybody weighed, in columns; rows are those of the snapshot's crew."""

    snapshot: Snapshot
    order: NDArray[np.int64]  # who can be asked, the first to ask first
    way: Floats  # [n] seconds of travel
    total: Floats  # [n] what the order goes by, in seconds
    starts: NDArray[np.int8]  # [n] from where each sets out
    against: Bits  # [n] what speaks against each
    estimated: Flags  # [n] whether the way is by distance, because the provider of ways is silent


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate who can be asked."""

    candidate: Candidate
    travel_seconds: int
    distance_m: int
    door_seconds: int  # expected from now: answer, remaining work, travel
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate who cannot be asked, and every reason why."""

    candidate: Candidate
    reasons: tuple[Reason, ...]


def ranked(ranking: Weighed, rows: NDArray[np.int64]) -> tuple[Ranked, ...]:
    """Return the candidates of these rows with every factor of their rank."""
    metres = _metres(ranking, rows)
    leaders = _leaders(ranking)
    return tuple(
        Ranked(
            candidate=ranking.snapshot.crew.candidates[row],
            travel_seconds=round(float(ranking.way[row])),
            distance_m=round(float(away)),
            door_seconds=round(_door(ranking, row)),
            reasons=tuple(_for(ranking, row, metres=float(away), leaders=leaders)),
        )
        for row, away in zip(rows.tolist(), metres.tolist(), strict=True)
    )


def left_out(ranking: Weighed, rows: NDArray[np.int64]) -> tuple[LeftOut, ...]:
    """Return the candidates of these rows with all that speaks against them."""
    return tuple(
        LeftOut(ranking.snapshot.crew.candidates[row], against(ranking, row))
        for row in rows.tolist()
    )


def against(ranking: Weighed, row: int) -> tuple[Reason, ...]:
    """Return all that speaks against one candidate."""
    crew = ranking.snapshot.crew
    bound = crew.candidates[row].free_at is not None

    def said(code: Code) -> Reason:
        if code is Code.TOO_FAR:
            return Reason(code, (("minutes", _minutes(ranking.way[row])),))
        if code is Code.BOUND and bound:
            return Reason(Code.BOUND_UNTIL, (("minutes", _minutes(crew.ready[row])),))
        if code is Code.SHIFT_ENDS:
            return Reason(code, (("minutes", max(_minutes(crew.shift_left[row]), 0)),))
        return Reason(code)

    return tuple(said(code) for code in AGAINST if ranking.against[row] & BIT[code])


def _metres(ranking: Weighed, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    crew = ranking.snapshot.crew
    off = STARTS.index(Code.POSITION_OFF_ROADS)
    origins = np.where((ranking.starts[rows] == off)[:, None], crew.homes[rows], crew.origins[rows])
    return travel.great_circle_m(origins, ranking.snapshot.door)[:, 0]


def _leaders(ranking: Weighed) -> dict[int, Code]:
    """Return the row that is first of all, and the one with the shortest way."""
    if not len(ranking.order):
        return {}
    nearest = ranking.order[np.argmin(ranking.way[ranking.order])]
    return {int(ranking.order[0]): Code.FIRST, int(nearest): Code.NEAREST}


def _door(ranking: Weighed, row: int) -> float:
    crew = ranking.snapshot.crew
    return float(crew.answer[row] + crew.ready[row] + ranking.way[row])


def _for(
    ranking: Weighed, row: int, *, metres: float, leaders: dict[int, Code]
) -> Iterator[Reason]:
    crew = ranking.snapshot.crew
    if row in leaders:
        yield Reason(leaders[row])
    kilometres = round(metres / 1000, 1)
    yield Reason(Code.TRAVEL, (("km", kilometres), ("minutes", _minutes(ranking.way[row]))))
    if ranking.estimated[row]:
        yield Reason(Code.ESTIMATED)
    start = STARTS[ranking.starts[row]]
    if start is not None:
        yield _of_start(ranking, row, start)
    if crew.ready[row] > 0:
        yield Reason(Code.REMAINING, (("minutes", _minutes(crew.ready[row])),))
    yield from _of_firm(ranking, row)
    lost = ranking.snapshot.left_behind[row]
    if lost >= LEAST_SECONDS:
        yield Reason(Code.COVER, (("minutes", _minutes(lost)),))


def _of_start(ranking: Weighed, row: int, code: Code) -> Reason:
    """Say why the base counts and not the position, with the number that its sentence has."""
    candidate, snapshot = ranking.snapshot.crew.candidates[row], ranking.snapshot
    if code is Code.POSITION_STALE and candidate.position_at is not None:
        age = (snapshot.taken_at - candidate.position_at).total_seconds()
        return Reason(code, (("minutes", int(age // 60)),))
    if code is Code.POSITION_OFF and candidate.position is not None:
        here = travel.places([candidate.position])
        base = snapshot.crew.homes[row : row + 1]
        away = float(travel.great_circle_m(here, base)[0, 0])
        return Reason(code, (("km", round(away / 1000)),))
    return Reason(code)


def _of_firm(ranking: Weighed, row: int) -> Iterator[Reason]:
    snapshot, crew = ranking.snapshot, ranking.snapshot.crew
    firm = snapshot.firms.get(crew.candidates[row].firm_id, FirmFacts())
    past = firm.habit.from_offers if firm.habit else 0
    chance = Code.CHANCE if past else Code.CHANCE_ASSUMED
    yield Reason(chance, (("percent", round(100 * float(crew.chance[row]))), ("count", past)))
    yield Reason(Code.ANSWER, (("seconds", round(float(crew.answer[row]))),))
    if firm.share is not None and abs(crew.fairness[row]) >= 1.0:
        total = sum(each.assigned for each in snapshot.firms.values())
        counts = snapshot.policy.ranking.fairness_counts
        share = actual_share(firm, total, counts)
        code = Code.ABOVE_SHARE if share > firm.share else Code.BELOW_SHARE
        numbers = (("percent", round(100 * share)), ("agreed", round(100 * firm.share)))
        yield Reason(code, numbers)
    if firm.cost_yen:
        yield Reason(Code.COST, (("yen", firm.cost_yen),))


def _minutes(seconds: float) -> int:
    """Return whole minutes, rounded up: nobody is told too little."""
    return int(-(-float(seconds) // 60)) if np.isfinite(seconds) else 0
