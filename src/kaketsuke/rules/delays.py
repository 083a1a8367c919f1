"""How much of a delay is excused by force majeure? Only what lies in the recorded extent (4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

CLAUSE: Final = "4.4"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A time, half-open: `until` itself is outside."""

    from_: datetime
    until: datetime

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        if self.until < self.from_:
            raise ValueError("A span ends after it begins.")

    @property
    def length(self) -> timedelta:
        """Return how long it is."""
        return self.until - self.from_


@dataclass(frozen=True, slots=True)
class Excuse:
    """A delay in its parts: those that the extent excuses and those that it does not."""

    excused: tuple[Span, ...]
    not_excused: tuple[Span, ...]

    @property
    def excused_for(self) -> timedelta:
        """Return how much of the delay is excused."""
        return sum((span.length for span in self.excused), timedelta())

    @property
    def not_excused_for(self) -> timedelta:
        """Return how much of the delay is not."""
        return sum((span.length for span in self.not_excused), timedelta())


def excuse(delay: Span, extents: Iterable[Span]) -> Excuse:
    """Part a delay by the recorded extents; what lies in two of them is excused once (4.4).

    Raises nothing: without an extent the whole delay stands.
    """
    excused: list[Span] = []
    left: list[Span] = []
    reached = delay.from_
    for extent in sorted(extents):
        begin, end = max(extent.from_, reached), min(extent.until, delay.until)
        if begin >= end:
            continue
        if reached < begin:
            left.append(Span(reached, begin))
        excused.append(Span(begin, end))
        reached = end
    if reached < delay.until:
        left.append(Span(reached, delay.until))
    return Excuse(tuple(excused), tuple(left))
