"""Two rules on the same nights: what each takes, and how sure the difference is."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from kaketsuke.lab import nights, playing, rules
from kaketsuke.lab.nights import Size
from kaketsuke.lab.playing import Played

Floats = NDArray[np.float64]
CONFIDENCE: Final = 0.95
# What is measured of a night; all but the last two in seconds.
MEASURES: Final[dict[str, Callable[[nights.Night, Played], float]]] = {
    "door_mean": lambda _, played: float(played.door.mean()),
    "door_p90": lambda _, played: float(np.percentile(played.door, 90)),
    "longest_wait": lambda _, played: float(played.door.max()),
    "until_yes": lambda night, played: float(
        np.mean([each.accepted for each in played.visits] - night.calls)
    ),
    "asked": lambda _, played: float(played.asked.mean()),
    "firms_in_vain": lambda _, played: float(played.in_vain.mean()),
}


class Executor(Protocol):
    """What runs nights side by side: `concurrent.futures` has such."""

    def map(self, fn: Callable[..., Any], /, *iterables: Iterable[Any]) -> Iterator[Any]:
        """Return the results in the order given."""
        ...


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over nights and how far it may be off."""

    mean: float
    half_width: float

    def to_json(self) -> dict[str, float | None]:
        """Return the interval as numbers; JSON knows no infinity: without bounds they are null."""
        bounded = math.isfinite(self.half_width)
        return {
            "mean": self.mean,
            "low": self.mean - self.half_width if bounded else None,
            "high": self.mean + self.half_width if bounded else None,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What each rule took, night by night, and all times to the door of both."""

    seed: int
    replications: int
    size: Size
    names: tuple[str, ...]
    measured: dict[str, dict[str, Floats]]  # rule -> measure -> one a night
    doors: dict[str, Floats]  # rule -> every case of every night, seconds

    def of(self, rule: str, measure: str) -> Interval:
        """Return the mean of a measure under a rule."""
        return interval(self.measured[rule][measure])

    def difference(self, measure: str) -> Interval:
        """Return the second rule minus the first, on the same nights."""
        first, second = self.names[0], self.names[-1]
        return interval(self.measured[second][measure] - self.measured[first][measure])

    def to_json(self) -> dict[str, Any]:
        """Return all of it but the single cases."""
        return {
            "seed": self.seed,
            "replications": self.replications,
            "cases": self.size.cases,
            "technicians": self.size.technicians,
            "confidence": CONFIDENCE,
            "rules": {
                rule: {name: self.of(rule, name).to_json() for name in MEASURES}
                for rule in self.names
            },
            "difference": {name: self.difference(name).to_json() for name in MEASURES},
        }


def interval(values: Floats) -> Interval:
    """Return mean and half width by Student's t; of one night alone nothing is sure."""
    if len(values) < 2:
        return Interval(float(values.mean()), float("inf"))
    quantile = float(stats.t.ppf((1.0 + CONFIDENCE) / 2.0, len(values) - 1))
    error = float(values.std(ddof=1)) / len(values) ** 0.5
    return Interval(float(values.mean()), quantile * error)


def compare(
    seed: int,
    *,
    replications: int = 10,
    size: Size | None = None,
    both: tuple[rules.Rule, ...] | None = None,
    executor: Executor | None = None,
) -> Comparison:
    """Play so many nights under each rule; with an executor side by side, with the same result.

    Night k has the seed `seed + k`, whoever plays it.
    """
    held, sized = both or rules.both(), size or Size()
    seeds = range(seed, seed + replications)
    play = functools.partial(_one_night, sized, held)
    played = list(executor.map(play, seeds) if executor else map(play, seeds))
    names = tuple(rule.name for rule in held)
    return Comparison(
        seed=seed,
        replications=replications,
        size=sized,
        names=names,
        measured={
            name: {
                measure: np.array([night[name][0][measure] for night in played])
                for measure in MEASURES
            }
            for name in names
        },
        doors={name: np.concatenate([night[name][1] for night in played]) for name in names},
    )


def _one_night(
    size: Size, held: tuple[rules.Rule, ...], seed: int
) -> dict[str, tuple[dict[str, float], Floats]]:
    night = nights.draw(seed, size)
    found = {}
    for rule in held:
        played = playing.play(night, rule)
        measured = {name: measure(night, played) for name, measure in MEASURES.items()}
        found[rule.name] = measured, played.door
    return found
