"""Who goes? A frozen snapshot in; whom to ask in which order, and why not the others, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from kaketsuke.engine import travel
from kaketsuke.engine.reasons import Code, Reason

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures of this policy: data, so that an operator may choose others."""

    position_lives: timedelta = timedelta(minutes=30)
    clock_skew: timedelta = timedelta(minutes=2)
    furthest_from_home_m: float = 200_000.0
    longest_travel: timedelta = timedelta(hours=2)


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
    papers_until: date | None = None
    skills: frozenset[str] = frozenset()
    bound: bool = False
    asked_elsewhere: bool = False
    asked_before: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the policy may know, taken at one moment."""

    taken_at: datetime
    today: date
    destination: Point
    candidates: tuple[Candidate, ...]
    needed_skills: frozenset[str] = frozenset()
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate who can be asked."""

    candidate: Candidate
    travel_seconds: int
    distance_m: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate who cannot be asked, and every reason why."""

    candidate: Candidate
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The policy's answer: whom to ask in which order."""

    ranked: tuple[Ranked, ...]
    left_out: tuple[LeftOut, ...]


def rank(snapshot: Snapshot, *, times: travel.TravelTimes | None = None) -> Ranking:
    """Return the technicians who can be asked, the soonest at the door first.

    Equal times are ordered by id, so that the same snapshot always gives the same order.
    """
    ranked: list[Ranked] = []
    left_out: list[LeftOut] = []
    for candidate, seconds, metres, remarks in _with_travel(
        snapshot, times or travel.StraightLine()
    ):
        against = (*_against(candidate, snapshot), *_too_far(seconds, snapshot.limits))
        if against:
            left_out.append(LeftOut(candidate, against))
        else:
            ranked.append(Ranked(candidate, round(seconds), round(metres), remarks))
    ranked.sort(key=lambda each: (each.travel_seconds, each.candidate.technician_id))
    return Ranking(_nearest_says_so(ranked), tuple(left_out))


def _nearest_says_so(ranked: list[Ranked]) -> tuple[Ranked, ...]:
    if not ranked:
        return ()
    first = ranked[0]
    said = (Reason(Code.NEAREST), *first.reasons)
    return (
        Ranked(first.candidate, first.travel_seconds, first.distance_m, said),
        *ranked[1:],
    )


def _with_travel(
    snapshot: Snapshot, times: travel.TravelTimes
) -> Iterator[tuple[Candidate, float, float, tuple[Reason, ...]]]:
    """Give each candidate with seconds and metres to the door and remarks on its position."""
    if not snapshot.candidates:
        return
    starts = [starting_place(each, snapshot) for each in snapshot.candidates]
    origins = travel.places([start.point or (np.nan, np.nan) for start in starts])
    door = travel.places([snapshot.destination])
    seconds = times.matrix(origins, door, snapshot.taken_at)[:, 0]
    metres = travel.great_circle_m(origins, door)[:, 0]
    for at, candidate in enumerate(snapshot.candidates):
        if not np.isfinite(seconds[at]) or seconds[at] < 0 or not np.isfinite(metres[at]):
            yield candidate, np.inf, np.inf, ()
            continue
        way = Reason(
            Code.TRAVEL,
            (
                ("km", round(float(metres[at]) / 1000, 1)),
                ("minutes", int(-(-seconds[at] // 60))),
            ),
        )
        yield candidate, float(seconds[at]), float(metres[at]), (way, *starts[at].remarks)


@dataclass(frozen=True, slots=True)
class Start:
    """From where a technician would set out, and what to say about it."""

    point: Point | None
    remarks: tuple[Reason, ...] = ()


def starting_place(candidate: Candidate, snapshot: Snapshot) -> Start:
    """Return the last position where it can be believed, else the technician's base with why."""
    if candidate.position is None or candidate.position_at is None:
        return Start(candidate.home, (Reason(Code.POSITION_ABSENT),))
    limits, age = snapshot.limits, snapshot.taken_at - candidate.position_at
    if -age > limits.clock_skew:
        return Start(candidate.home, (Reason(Code.POSITION_FUTURE),))
    if age > limits.position_lives:
        minutes = int(age.total_seconds() // 60)
        return Start(candidate.home, (Reason(Code.POSITION_STALE, (("minutes", minutes),)),))
    away = _metres_from_home(candidate)
    if np.isnan(away):
        return Start(candidate.home, (Reason(Code.POSITION_SENSELESS),))
    if away > limits.furthest_from_home_m:
        kilometres = round(away / 1000)
        return Start(candidate.home, (Reason(Code.POSITION_OFF, (("km", kilometres),)),))
    return Start(candidate.position)


def _metres_from_home(candidate: Candidate) -> float:
    assert candidate.position is not None  # noqa: S101 - the caller has just looked
    here = travel.places([candidate.position])
    if candidate.home is None:
        return 0.0 if np.isfinite(here).all() else float("nan")
    return float(travel.great_circle_m(here, travel.places([candidate.home]))[0, 0])


def _against(candidate: Candidate, snapshot: Snapshot) -> tuple[Reason, ...]:
    facts = (
        (candidate.chain is None, Code.CHAIN_BROKEN),
        (not candidate.on_shift, Code.OFF_SHIFT),
        (
            candidate.papers_until is not None and candidate.papers_until < snapshot.today,
            Code.PAPERS_EXPIRED,
        ),
        (not snapshot.needed_skills <= candidate.skills, Code.SKILL_MISSING),
        (candidate.bound, Code.BOUND),
        (candidate.asked_elsewhere, Code.ASKED_ELSEWHERE),
        (candidate.asked_before, Code.ASKED_BEFORE),
    )
    return tuple(Reason(code) for holds, code in facts if holds)


def _too_far(seconds: float, limits: Limits) -> tuple[Reason, ...]:
    if not np.isfinite(seconds):
        return (Reason(Code.NO_PLACE),)
    if seconds > limits.longest_travel.total_seconds():
        return (Reason(Code.TOO_FAR, (("minutes", int(-(-seconds // 60))),)),)
    return ()
