"""How does a firm answer? Counts of past offers, drawn towards what all firms do.

Two steps of shrinkage: all firms together towards what is assumed, each firm towards all. So one
lucky night makes nobody certain, and a firm that is new counts as an ordinary one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from kaketsuke.engine.policy import HabitFigures

Key = TypeVar("Key")

LEAST_ANSWER_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a firm's offers; one taken back before an answer tells nothing."""

    accepted: int = 0
    passed: int = 0
    silent: int = 0
    answer_seconds: float = 0.0  # summed over accepted and passed

    def __add__(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(
            self.accepted + other.accepted,
            self.passed + other.passed,
            self.silent + other.silent,
            self.answer_seconds + other.answer_seconds,
        )

    @property
    def answered(self) -> int:
        """How many were answered at all."""
        return self.accepted + self.passed

    @property
    def asked(self) -> int:
        """How many ended by an answer or by silence."""
        return self.answered + self.silent


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody of a firm answers: chances from 0 to 1, seconds until the answer."""

    chance: float
    passes: float
    answer_seconds: float
    from_offers: int = 0


def assumed(figures: HabitFigures) -> Habit:
    """Return what is assumed of a firm of which nothing is known."""
    return Habit(figures.chance, figures.passes, figures.answer)


def drawn_towards(prior: Habit, counts: Counts, *, weight: float) -> Habit:
    """Return the habit seen in the counts, with the prior counting as so many offers.

    The result lies between the prior and what the counts say alone.
    """
    asked, answered = counts.asked + weight, counts.answered + weight
    seconds = counts.answer_seconds + weight * prior.answer_seconds
    return Habit(
        chance=(counts.accepted + weight * prior.chance) / asked,
        passes=(counts.passed + weight * prior.passes) / asked,
        answer_seconds=max(seconds / answered, LEAST_ANSWER_SECONDS),
        from_offers=counts.asked,
    )


def learned(by_firm: Mapping[Key, Counts], figures: HabitFigures) -> tuple[dict[Key, Habit], Habit]:
    """Return each firm's habit, and the habit of a firm that is not among them."""
    together = drawn_towards(
        assumed(figures), sum(by_firm.values(), Counts()), weight=figures.counts
    )
    each = {
        firm: drawn_towards(together, counts, weight=figures.counts)
        for firm, counts in by_firm.items()
    }
    newcomer = Habit(together.chance, together.passes, together.answer_seconds)
    return each, newcomer
