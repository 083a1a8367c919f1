"""Everybody who might go, laid out in columns: what one case after the other is ranked against.

Rows lie in the order of the technicians' ids, so that equal ranks are settled the same way always.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine import travel
from kaketsuke.engine.habits import Habit
from kaketsuke.engine.policy import Policy
from kaketsuke.engine.reasons import Code

Point = tuple[float, float]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint32]

# What speaks against somebody, in the order in which it is said; each has a bit of its own.
AGAINST: Final = (
    Code.CHAIN_BROKEN,
    Code.OUT_OF_AREA,
    Code.OFF_SHIFT,
    Code.PAPERS_EXPIRED,
    Code.SKILL_MISSING,
    Code.BOUND,
    Code.ASKED_ELSEWHERE,
    Code.ASKED_BEFORE,
    Code.NO_PLACE,
    Code.NO_WAY,
    Code.TOO_FAR,
    Code.SHIFT_ENDS,
)
BIT: Final = {code: np.uint32(1 << place) for place, code in enumerate(AGAINST)}
# What is said of the place from which somebody would set out; the first one is a good position.
STARTS: Final = (
    None,
    Code.POSITION_ABSENT,
    Code.POSITION_FUTURE,
    Code.POSITION_STALE,
    Code.POSITION_SENSELESS,
    Code.POSITION_OFF,
    Code.POSITION_OFF_ROADS,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one technician at the snapshot's moment."""

    technician_id: UUID
    firm_id: UUID
    home: Point | None
    position: Point | None = None
    position_at: datetime | None = None
    chain: tuple[UUID, ...] | None = None
    on_shift: bool = True
    shift_until: datetime | None = None
    papers_until: date | None = None
    skills: frozenset[str] = frozenset()
    areas: frozenset[str] | None = None  # municipalities of the contract; None: everywhere
    bound: bool = False
    free_at: datetime | None = None  # of somebody bound, where it can be told
    asked_elsewhere: bool = False
    asked_before: bool = False


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """What is known of a firm: how it answers, its work against its share, what it costs."""

    habit: Habit | None = None
    assigned: int = 0
    share: float | None = None  # agreed, from 0 to 1; None: no share was agreed
    cost_yen: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """What the whole crew is looked at with: the time, the area, the skills, the figures."""

    taken_at: datetime
    today: date
    policy: Policy
    firms: Mapping[UUID, FirmFacts] = field(default_factory=dict)
    needed_skills: frozenset[str] = frozenset()
    area: str | None = None
    bound_may_wait: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Crew:
    """Columns, one row a technician."""

    candidates: tuple[Candidate, ...]
    origins: Floats  # [n, 2] where each sets out; NaN where unknown
    homes: Floats  # [n, 2]
    starts: NDArray[np.int8]  # index into STARTS
    against: Bits  # what speaks against whatever the door
    ready: Floats  # seconds until free
    shift_left: Floats  # seconds until the shift ends; infinite where unknown
    firm: NDArray[np.int64]  # index into the firms' columns
    chance: Floats  # the firm's columns, already spread over technicians
    passes: Floats
    answer: Floats
    fairness: Floats  # seconds, more for a firm above its share
    cost: Floats  # seconds


def lay_out(candidates: Iterable[Candidate], moment: Moment) -> Crew:
    """Return the columns."""
    people = tuple(sorted(candidates, key=lambda each: each.technician_id.int))
    homes = _points([each.home for each in people])
    origins, starts = _origins(people, homes, moment)
    firms = list(dict.fromkeys(each.firm_id for each in people))
    number = {firm: at for at, firm in enumerate(firms)}
    firm = np.array([number[each.firm_id] for each in people], dtype=np.int64)
    columns = _firm_columns([moment.firms.get(each, FirmFacts()) for each in firms], moment)
    chance, passes, answer, fairness, cost = (column[firm] for column in columns)
    return Crew(
        candidates=people,
        origins=origins,
        homes=homes,
        starts=starts,
        against=_against(people, np.isnan(origins[:, 0]), moment),
        ready=np.array([_seconds_until_free(each, moment) for each in people], dtype=np.float64),
        shift_left=np.array([_shift_left(each, moment) for each in people], dtype=np.float64),
        firm=firm,
        chance=chance,
        passes=passes,
        answer=answer,
        fairness=fairness,
        cost=cost,
    )


def _points(points: list[Point | None]) -> Floats:
    rows = [(np.nan, np.nan) if point is None else point for point in points]
    return travel.places(rows)


def _origins(
    people: tuple[Candidate, ...], homes: Floats, moment: Moment
) -> tuple[Floats, NDArray[np.int8]]:
    """Return the last position where it can be believed, else the base, with why."""
    figures = moment.policy.ranking
    positions = _points([each.position for each in people])
    ages = np.array([_age(each, moment.taken_at) for each in people], dtype=np.float64)
    with np.errstate(invalid="ignore"):
        away = metres_apart(positions, homes)
        off = away > figures.furthest_from_home_m
    absent = np.array(
        [each.position is None or each.position_at is None for each in people], np.bool_
    )
    conditions = (
        absent,
        ages < -figures.clock_skew,
        ages > figures.position_lives,
        ~np.isfinite(positions).all(axis=1),
        off,
    )
    starts = np.select(conditions, range(1, len(conditions) + 1), 0).astype(np.int8)
    return np.where((starts == 0)[:, None], positions, homes), starts


def _age(candidate: Candidate, taken_at: datetime) -> float:
    if candidate.position_at is None:
        return 0.0
    return (taken_at - candidate.position_at).total_seconds()


def metres_apart(here: Floats, there: Floats) -> Floats:
    """Return metres[n] between the places of each row (haversine); NaN where one is unknown."""
    one, other = np.radians(here), np.radians(there)
    half = np.sin((other - one) / 2.0) ** 2
    chord = half[:, 0] + np.cos(one[:, 0]) * np.cos(other[:, 0]) * half[:, 1]
    metres: Floats = (
        2.0 * travel.EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(np.maximum(chord, 0.0), 1.0)))
    )
    return metres


def _against(people: tuple[Candidate, ...], nowhere: Flags, moment: Moment) -> Bits:
    needed, area = moment.needed_skills, moment.area
    facts = {
        Code.CHAIN_BROKEN: [each.chain is None for each in people],
        Code.OUT_OF_AREA: [
            area is not None and each.areas is not None and area not in each.areas
            for each in people
        ],
        Code.OFF_SHIFT: [not each.on_shift for each in people],
        Code.PAPERS_EXPIRED: [
            each.papers_until is not None and each.papers_until < moment.today for each in people
        ],
        Code.SKILL_MISSING: [not needed <= each.skills for each in people],
        Code.BOUND: [
            each.bound and not (moment.bound_may_wait and each.free_at is not None)
            for each in people
        ],
        Code.ASKED_ELSEWHERE: [each.asked_elsewhere for each in people],
        Code.ASKED_BEFORE: [each.asked_before for each in people],
        Code.NO_PLACE: nowhere,
    }
    bits = np.zeros(len(people), np.uint32)
    for code, holds in facts.items():
        bits |= np.array(holds, np.bool_) * BIT[code]
    return bits


def _seconds_until_free(candidate: Candidate, moment: Moment) -> float:
    if not candidate.bound or candidate.free_at is None:
        return 0.0
    return max((candidate.free_at - moment.taken_at) / timedelta(seconds=1), 0.0)


def _shift_left(candidate: Candidate, moment: Moment) -> float:
    if candidate.shift_until is None:
        return np.inf
    return (candidate.shift_until - moment.taken_at) / timedelta(seconds=1)


def _firm_columns(firms: list[FirmFacts], moment: Moment) -> tuple[Floats, ...]:
    """Return chance, passes and answer of each firm, then fairness and cost in seconds."""
    figures, assumed = moment.policy.ranking, moment.policy.habits
    plain = Habit(assumed.chance, assumed.passes, assumed.answer)
    habits = [each.habit or plain for each in firms]
    total = sum(each.assigned for each in moment.firms.values())
    rows = [
        [habit.chance for habit in habits],
        [habit.passes for habit in habits],
        [habit.answer_seconds for habit in habits],
        [figures.fairness * _above_share(each, total, figures.fairness_counts) for each in firms],
        [figures.cost_per_1000_yen * each.cost_yen / 1000 for each in firms],
    ]
    return tuple(np.array(row, dtype=np.float64) for row in rows)


def _above_share(firm: FirmFacts, total: int, counts: float) -> float:
    """Return by how much of all work a firm is above its agreed share, drawn towards it."""
    if firm.share is None or total + counts <= 0:
        return 0.0
    return actual_share(firm, total, counts) - firm.share


def actual_share(firm: FirmFacts, total: int, counts: float) -> float:
    """Return the firm's part of all assignments, with the agreed share as so many of them."""
    return (firm.assigned + counts * (firm.share or 0.0)) / (total + counts)
