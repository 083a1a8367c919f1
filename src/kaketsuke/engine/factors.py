"""What is a rank made of, and what speaks against the others? Made only for those shown."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

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
NOTHING_KNOWN: Final = FirmFacts()


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


class _One(NamedTuple):
    """What is said of one candidate, as plain numbers; times in seconds."""

    candidate: Candidate
    away: float  # metres as the crow flies
    way: float
    ready: float
    answer: float
    chance: float
    fairness: float
    lost: float  # cover left behind
    estimated: bool
    start: Code | None
    leads: Code | None


def ranked(ranking: Weighed, rows: NDArray[np.int64]) -> tuple[Ranked, ...]:
    """Return the candidates of these rows with every factor of their rank."""
    return tuple(
        Ranked(
            candidate=one.candidate,
            travel_seconds=round(one.way),
            distance_m=round(one.away),
            door_seconds=round(one.answer + one.ready + one.way),
            reasons=tuple(_reasons(ranking.snapshot, one)),
        )
        for one in _each(ranking, rows)
    )


def _each(ranking: Weighed, rows: NDArray[np.int64]) -> Iterator[_One]:
    crew, leaders = ranking.snapshot.crew, _leaders(ranking)
    return map(
        _One,
        [crew.candidates[row] for row in rows.tolist()],
        _metres(ranking, rows).tolist(),
        ranking.way[rows].tolist(),
        crew.ready[rows].tolist(),
        crew.answer[rows].tolist(),
        crew.chance[rows].tolist(),
        crew.fairness[rows].tolist(),
        ranking.snapshot.left_behind[rows].tolist(),
        ranking.estimated[rows].tolist(),
        [STARTS[start] for start in ranking.starts[rows].tolist()],
        [leaders.get(row) for row in rows.tolist()],
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


def _reasons(snapshot: Snapshot, one: _One) -> Iterator[Reason]:
    if one.leads is not None:
        yield Reason(one.leads)
    kilometres = round(one.away / 1000, 1)
    yield Reason(Code.TRAVEL, (("km", kilometres), ("minutes", _minutes(one.way))))
    if one.estimated:
        yield Reason(Code.ESTIMATED)
    if one.start is not None:
        yield _of_start(snapshot, one.candidate, one.start)
    if one.ready > 0:
        yield Reason(Code.REMAINING, (("minutes", _minutes(one.ready)),))
    yield from _of_firm(snapshot, one)
    if one.lost >= LEAST_SECONDS:
        yield Reason(Code.COVER, (("minutes", _minutes(one.lost)),))


def _of_start(snapshot: Snapshot, candidate: Candidate, code: Code) -> Reason:
    """Say why the base counts and not the position, with the number that its sentence has."""
    if code is Code.POSITION_STALE and candidate.position_at is not None:
        age = (snapshot.taken_at - candidate.position_at).total_seconds()
        return Reason(code, (("minutes", int(age // 60)),))
    if code is Code.POSITION_OFF and candidate.position and candidate.home:
        ends = travel.places([candidate.position]), travel.places([candidate.home])
        away = float(travel.great_circle_m(*ends)[0, 0])
        return Reason(code, (("km", round(away / 1000)),))
    return Reason(code)


def _of_firm(snapshot: Snapshot, one: _One) -> Iterator[Reason]:
    firm = snapshot.firms.get(one.candidate.firm_id, NOTHING_KNOWN)
    past = firm.habit.from_offers if firm.habit else 0
    chance = Code.CHANCE if past else Code.CHANCE_ASSUMED
    yield Reason(chance, (("percent", round(100 * one.chance)), ("count", past)))
    yield Reason(Code.ANSWER, (("seconds", round(one.answer)),))
    if firm.share is not None and abs(one.fairness) >= 1.0:
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
    return int(-(-seconds // 60)) if math.isfinite(seconds) else 0
