"""How long is the way? Travel times behind one protocol, so that roads can replace the ruler."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float64]  # one row a place: latitude, longitude in degrees
Seconds = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8


class TravelTimes(Protocol):
    """Anything that knows how long the way is."""

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m] from each origin to each destination; infinite where unknown."""
        ...


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
        metres = great_circle_m(origins, destinations)
        seconds = metres * self.road_factor / (self.speed_kmh / 3.6)
        return np.where(np.isfinite(seconds), seconds, np.inf)


def places(points: list[tuple[float, float]]) -> Places:
    """Return the points as rows; coordinates that are not on earth become NaN."""
    rows = np.array(points, dtype=np.float64).reshape(-1, 2)
    with np.errstate(invalid="ignore"):
        on_earth = (np.abs(rows[:, 0]) <= 90.0) & (np.abs(rows[:, 1]) <= 180.0)
    rows[~on_earth] = np.nan
    return rows


def great_circle_m(origins: Places, destinations: Places) -> NDArray[np.float64]:
    """Return metres[n, m] over the sphere (haversine); NaN where a coordinate is NaN."""
    here, there = np.radians(origins), np.radians(destinations)
    half = np.sin((there[None, :, :] - here[:, None, :]) / 2.0) ** 2
    across = np.cos(here[:, None, 0]) * np.cos(there[None, :, 0]) * half[:, :, 1]
    chord = np.clip(half[:, :, 0] + across, 0.0, 1.0)
    metres: NDArray[np.float64] = 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(chord))
    return metres
