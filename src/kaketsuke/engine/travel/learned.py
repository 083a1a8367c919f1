"""What do completed trips teach? Factors by area and hour, shrunk towards what was assumed.

A trip says by how much its time differed from the provider's. Few trips say little: for each area
and part of the day the mean of the logarithms is drawn towards that of the larger area around it,
that of the whole day, and at last towards 1, as strongly as a few more trips would.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import h3
import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.travel.answers import TravelTimes
from kaketsuke.engine.travel.fallback import KnowsItsEdges
from kaketsuke.engine.travel.places import Places, Seconds, on_earth, places
from kaketsuke.engine.travel.speeds import local_hour

FINE, COARSE = 6, 4  # H3 resolutions: some 36 km² and 1,770 km²
PARTS_OF_DAY: Final = (range(6, 10), range(10, 16), range(16, 20))  # the rest is the night
NIGHT: Final = len(PARTS_OF_DAY)


@dataclass(frozen=True, slots=True)
class Trip:
    """One completed trip: from where, to where, when it began, how long it took."""

    origin: tuple[float, float]
    destination: tuple[float, float]
    departed_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How much is believed. Data, so that an operator may choose others."""

    trips: float = 8.0  # a level counts half once it has so many trips of its own
    shortest_seconds: float = 60.0  # below, the way to the car is all there is
    furthest: float = 4.0  # a trip more than so many times as long or short was no plain drive


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an area at a part of the day taught: factor, and on how many trips it stands."""

    factor: float
    trips: int


Key = tuple[str, int]  # cell (empty: everywhere), part of the day (-1: the whole day)
EVERYWHERE, WHOLE_DAY = "", -1


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that was taught, by area and part of the day."""

    by_key: dict[Key, Lesson]

    def factor(self, cell: str, part: int) -> float:
        """Return the factor of the most special lesson that there is; 1 where there is none."""
        for key in _from_special(cell, part):
            if key in self.by_key:
                return self.by_key[key].factor
        return 1.0


class Taught(Protocol):
    """What is known of areas: lessons, or a file that holds them."""

    @property
    def by_key(self) -> dict[Key, Lesson]:
        """All that was taught, by area and part of the day."""

    def factor(self, cell: str, part: int) -> float:
        """Return the factor of the most special lesson that there is; 1 where there is none."""


def learn(
    base: TravelTimes, trips: Iterable[Trip], *, shrinkage: Shrinkage | None = None
) -> Lessons:
    """Return what the trips teach about the provider's times.

    Trips that cannot be are left out: no places, no positive time, or beyond `furthest`.
    """
    by, sums = shrinkage or Shrinkage(), dict[Key, list[float]]()
    for trip in trips:
        logarithm = _logarithm(base, trip, by)
        if logarithm is None:
            continue
        part = part_of_day(trip.departed_at)
        for end in (trip.origin, trip.destination):
            for key in _from_special(cell_of(end), part):
                kept = sums.setdefault(key, [0.0, 0.0])
                kept[0] += logarithm / 2.0  # a trip is one trip, half of it at each end
                kept[1] += 0.5
    learned: dict[Key, float] = {}
    for key in sorted(sums, key=_generality):
        total, count = sums[key]
        learned[key] = (total + by.trips * _parent(learned, key)) / (count + by.trips)
    return Lessons(
        {key: Lesson(float(np.exp(value)), round(sums[key][1])) for key, value in learned.items()}
    )


class Learned:
    """A provider's times, corrected by what trips taught about the areas at both ends."""

    def __init__(self, base: TravelTimes, lessons: Taught) -> None:
        """Correct `base`; without lessons its times stay as they are."""
        self.base, self.lessons = base, lessons

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m]. Raises: whatever the provider raises."""
        seconds = self.base.matrix(origins, destinations, depart_at)
        if not self.lessons.by_key:
            return seconds
        part = part_of_day(depart_at)
        here, there = self._factors(origins, part), self._factors(destinations, part)
        corrected: Seconds = seconds * np.sqrt(here[:, None] * there[None, :])
        return corrected

    def covers(self, rows: Places) -> NDArray[np.bool_]:
        """Return which places the provider knows."""
        if isinstance(self.base, KnowsItsEdges):
            return self.base.covers(rows)
        return np.zeros(len(rows), np.bool_)

    def _factors(self, rows: Places, part: int) -> NDArray[np.float64]:
        usable, known = on_earth(rows), dict[str, float]()
        factors = np.ones(len(rows))
        for at in np.flatnonzero(usable):
            cell = h3.latlng_to_cell(float(rows[at, 0]), float(rows[at, 1]), FINE)
            if cell not in known:
                known[cell] = self.lessons.factor(cell, part)
            factors[at] = known[cell]
        return factors


def cell_of(point: Sequence[float]) -> str:
    """Return the area of a place."""
    return str(h3.latlng_to_cell(float(point[0]), float(point[1]), FINE))


def part_of_day(moment: datetime) -> int:
    """Return the part of the day in Tokyo. Raises: ValueError without a time zone."""
    hour = local_hour(moment)
    return next((at for at, hours in enumerate(PARTS_OF_DAY) if hour in hours), NIGHT)


def _logarithm(base: TravelTimes, trip: Trip, by: Shrinkage) -> float | None:
    """Return by how much the trip differed from the provider's time, if that teaches anything."""
    here, there = places([trip.origin]), places([trip.destination])
    if not (on_earth(here).all() and on_earth(there).all()):
        return None
    expected = float(base.matrix(here, there, trip.departed_at)[0, 0])
    usable = by.shortest_seconds <= expected < np.inf and 0.0 < trip.seconds < np.inf
    if not usable:
        return None
    logarithm = float(np.log(trip.seconds / expected))
    return logarithm if abs(logarithm) <= np.log(by.furthest) else None


def _from_special(cell: str, part: int) -> list[Key]:
    """Return the keys of an area at a part of the day, from the most special to the general."""
    around = str(h3.cell_to_parent(cell, COARSE))
    return [
        (cell, part),
        (cell, WHOLE_DAY),
        (around, part),
        (around, WHOLE_DAY),
        (EVERYWHERE, part),
        (EVERYWHERE, WHOLE_DAY),
    ]


def _generality(key: Key) -> tuple[int, int, Key]:
    cell, part = key
    size = 0 if cell == EVERYWHERE else h3.get_resolution(cell)
    return size, part != WHOLE_DAY, key


def _parent(learned: dict[Key, float], key: Key) -> float:
    """Return what the next more general level taught: 0, as the provider says, above all."""
    cell, part = key
    if part != WHOLE_DAY:
        return learned[cell, WHOLE_DAY]
    if cell == EVERYWHERE:
        return 0.0
    if h3.get_resolution(cell) == COARSE:
        return learned[EVERYWHERE, WHOLE_DAY]
    return learned[str(h3.cell_to_parent(cell, COARSE)), WHOLE_DAY]
