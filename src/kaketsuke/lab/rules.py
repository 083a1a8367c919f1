"""The rules that are held against each other. Both are figures for the same policy code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from kaketsuke.engine import policy
from kaketsuke.engine.policy import Policy

OFFER_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A name, the figures, and whether firms are known by their past answers."""

    name: str
    policy: Policy
    learns: bool
    offer_seconds: float = OFFER_SECONDS


def one_by_one(held: Policy) -> Rule:
    """Return the old rule: the nearest first, one after the other, each for the full time."""
    figures = replace(held.ranking, retry=0.0, fairness=0.0, cost_per_1000_yen=0.0, cover=0.0)
    waves = replace(held.waves, windows=(1.0,), head=1, tail=1)
    steps = tuple(replace(step, at_once=1) for step in held.steps)
    old = replace(held, ranking=figures, waves=waves, steps=steps)
    return Rule("one_by_one", old, learns=False)


def in_waves(held: Policy) -> Rule:
    """Return the new rule: the figures as the product holds them."""
    return Rule("waves", held, learns=True)


def both(held: Policy | None = None) -> tuple[Rule, Rule]:
    """Return the old rule and the new one."""
    held = held or policy.on(date.max)
    return one_by_one(held), in_waves(held)
