"""What the policy may know of one moment: the case, everybody who might go, and their firms."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from kaketsuke.engine import policy, travel
from kaketsuke.engine.cover import seconds_lost
from kaketsuke.engine.crew import Candidate, Crew, FirmFacts, Floats, Moment, Point, lay_out


@dataclass(frozen=True)
class Snapshot:
    """Everything the policy may know, taken at one moment. Never change what it holds."""

    taken_at: datetime
    today: date
    destination: Point
    candidates: tuple[Candidate, ...]
    needed_skills: frozenset[str] = frozenset()
    area: str | None = None
    firms: Mapping[UUID, FirmFacts] = field(default_factory=dict)
    demand: tuple[tuple[Point, float], ...] = ()  # where the next calls come from, by weight
    widened: int = 0
    bound_may_wait: bool = False
    policy: policy.Policy = field(default_factory=lambda: policy.on(date.max))

    @functools.cached_property
    def crew(self) -> Crew:
        """The candidates in columns, laid out once."""
        moment = Moment(
            self.taken_at,
            self.today,
            self.policy,
            self.firms,
            self.needed_skills,
            self.area,
            self.bound_may_wait,
        )
        return lay_out(self.candidates, moment)

    @functools.cached_property
    def door(self) -> Floats:
        """[1, 2] where the door is; NaN where that is no place on earth."""
        return travel.places([self.destination])

    @functools.cached_property
    def left_behind(self) -> Floats:
        """Seconds[n] that the next call waits longer on average when each technician leaves."""
        return seconds_lost(self.crew.origins, self.crew.against == 0, self.demand)

    @functools.cached_property
    def cover(self) -> Floats:
        """Seconds[n] that the cover left behind weighs."""
        weighed: Floats = self.policy.ranking.cover * self.left_behind
        return weighed

    @functools.cached_property
    def beside_travel(self) -> Floats:
        """Seconds[n] of all that a rank is made of but the way: the same for every door."""
        crew, figures = self.crew, self.policy.ranking
        seconds: Floats = crew.ready + crew.answer + (1.0 - crew.chance) * figures.retry
        return seconds + crew.fairness + crew.cost + self.cover

    @functools.cached_property
    def slack(self) -> Floats:
        """Seconds[n] of way that leave time to end the work in the shift; infinite if unknown."""
        crew = self.crew
        return crew.shift_left - crew.ready - crew.answer - self.policy.ranking.typical_work

    def towards(self, destination: Point) -> Snapshot:
        """Return the same moment for another door; the columns are laid out no second time."""
        other = replace(self, destination=destination)
        kept = ("crew", "left_behind", "cover", "beside_travel", "slack")
        vars(other).update({name: getattr(self, name) for name in kept})
        return other
