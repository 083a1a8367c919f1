"""How much does what count? The dated figures of who goes; no policy has its own literals."""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

SOURCE: Final = Path(__file__).with_name("policy.toml")
T = TypeVar("T")


class MalformedPolicy(ValueError):
    """The file cannot be a policy; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class RankingFigures:
    """What a ranking weighs; seconds, but for what says otherwise."""

    position_lives: float
    clock_skew: float
    furthest_from_home_m: float
    typical_work: float
    retry: float
    fairness: float
    fairness_counts: float
    cost_per_1000_yen: float
    cover: float


@dataclass(frozen=True, slots=True)
class HabitFigures:
    """What is assumed of a firm before it was asked often."""

    chance: float
    passes: float
    answer: float
    counts: float


@dataclass(frozen=True, slots=True)
class WaveFigures:
    """What an offer wave weighs; seconds, but for what says otherwise."""

    windows: tuple[float, ...]
    vain: float
    nobody: float
    head: int
    tail: int


@dataclass(frozen=True, slots=True)
class Step:
    """How far is looked and how many are asked at once after so many widenings."""

    longest_travel: float
    at_once: int
    after: float | None = None


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """How a surge is planned."""

    seconds: float
    threshold: float
    lives: float


@dataclass(frozen=True, slots=True)
class Policy:
    """All figures that hold from a day on."""

    ranking: RankingFigures
    habits: HabitFigures
    waves: WaveFigures
    steps: tuple[Step, ...]
    skills: Mapping[str, frozenset[str]]
    plan: PlanFigures
    valid_from: date | None = None

    def step(self, widened: int) -> Step:
        """Return the step after so many widenings; the last one holds on."""
        return self.steps[min(max(widened, 0), len(self.steps) - 1)]

    def needed_skills(self, cause: str) -> frozenset[str]:
        """Return the skills that a cause needs."""
        return self.skills.get(cause, frozenset())


def on(day: date, *, path: Path = SOURCE) -> Policy:
    """Return the policy that holds on a day.

    Raises:
        MalformedPolicy: with a sentence that names the fault.
    """
    held = [each for each in read(path) if each.valid_from is None or each.valid_from <= day]
    if not held:
        raise MalformedPolicy(f"{path.name}: no policy holds on {day.isoformat()}")
    return max(held, key=lambda each: each.valid_from or date.min)


@functools.cache
def read(path: Path) -> tuple[Policy, ...]:
    """Return every policy of a file.

    Raises:
        MalformedPolicy: with a sentence that names the fault.
    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["policy"]
        return tuple(_policy(row) for row in rows)
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as fault:
        raise MalformedPolicy(f"{path.name}: {fault}") from fault


def _policy(row: dict[str, Any]) -> Policy:
    waves = dict(row["waves"])
    waves["windows"] = tuple(waves["windows"])
    made = Policy(
        ranking=_figures(RankingFigures, row["ranking"]),
        habits=_figures(HabitFigures, row["habits"]),
        waves=_figures(WaveFigures, waves),
        steps=tuple(_figures(Step, step) for step in row["steps"]),
        skills={cause: frozenset(needed) for cause, needed in row.get("skills", {}).items()},
        plan=_figures(PlanFigures, row["plan"]),
        valid_from=row.get("from"),
    )
    _refuse_senseless(made)
    return made


def _figures(kind: type[T], row: Mapping[str, Any]) -> T:
    named = {each.name for each in fields(kind)}  # type: ignore[arg-type]  # a dataclass of this file
    unknown = sorted(set(row) - named)
    if unknown:
        raise MalformedPolicy(f"unknown figure {', '.join(unknown)}")
    for name, value in row.items():
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, bool) or not isinstance(each, int | float):
                raise MalformedPolicy(f"{name} must be a number")
            if not 0 <= each < math.inf:
                raise MalformedPolicy(f"{name} must be 0 or more and finite")
    return kind(**row)


def _refuse_senseless(made: Policy) -> None:
    waves, habits = made.waves, made.habits
    if not waves.windows or not all(0 < share <= 1 for share in waves.windows):
        raise MalformedPolicy("windows must be shares above 0 and at most 1")
    if not 1 <= waves.head <= 10:
        raise MalformedPolicy("head must be from 1 to 10")
    if not made.steps or any(step.at_once < 1 for step in made.steps):
        raise MalformedPolicy("there must be a step, and each must ask at least one")
    if not (0 < habits.chance < 1 and habits.chance + habits.passes <= 1 and habits.counts > 0):
        raise MalformedPolicy("chance and passes must be shares that together are at most 1")
    if habits.answer <= 0 or made.plan.seconds <= 0:
        raise MalformedPolicy("answer and the seconds of a plan must be more than 0")
