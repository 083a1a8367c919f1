"""How long is the way by the ruler? The straight line, times the bends of roads, over a speed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from kaketsuke.engine.travel import speeds
from kaketsuke.engine.travel.places import Places, Seconds, great_circle_m, on_earth


@dataclass(frozen=True, slots=True)
class StraightLine:
    """The straight line, times a factor for the roads' bends, at one speed."""

    road_factor: float = 1.3
    speed_kmh: float = 30.0

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m]; a place without usable coordinates is infinitely far away.

        The hour does not matter to this provider; `depart_at` belongs to the protocol.
        """
        del depart_at
        seconds = great_circle_m(origins, destinations)
        seconds *= self.road_factor / (self.speed_kmh / 3.6)
        return _known(seconds, origins, destinations)


@dataclass(frozen=True, slots=True)
class LineByHour:
    """The straight line at the speeds of its two ends at that hour; needs no map.

    A stretch at each end goes at the speed of the place there, what lies between at the speed of
    open country. So a longer line never takes less time, and the way back takes as long.
    """

    table: tuple[speeds.LineSpeeds, ...] = field(default_factory=speeds.line_speeds)

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m]; a place without usable coordinates is infinitely far away.

        Raises:
            ValueError: where `depart_at` has no time zone.
        """
        hour, day = speeds.local_hour(depart_at), speeds.local_day(depart_at)
        figures = speeds.in_force(self.table, day)
        metres = great_circle_m(origins, destinations) * figures.road_factor
        near = np.minimum(metres, figures.near_m)
        here = figures.seconds_a_metre(origins, hour)
        there = figures.seconds_a_metre(destinations, hour)
        beyond = (metres - near) / (figures.open_kmh[hour] / 3.6)
        return _known(near * (here[:, None] + there[None, :]) / 2.0 + beyond, origins, destinations)


def _known(seconds: Seconds, origins: Places, destinations: Places) -> Seconds:
    """Set what leads from or to no place to infinite, in place."""
    seconds[~on_earth(origins)] = np.inf
    seconds[:, ~on_earth(destinations)] = np.inf
    return seconds
