"""What the policy may know of one moment: the case, everybody who might go, and their firms."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from kaketsuke.engine import cover, policy, travel
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
        return cover.seconds_lost(self.crew.origins, self.crew.against == 0, self.demand)

    def towards(self, destination: Point) -> Snapshot:
        """Return the same moment for another door; the columns are laid out no second time."""
        other = replace(self, destination=destination)
        vars(other).update(crew=self.crew, left_behind=self.left_behind)
        return other
