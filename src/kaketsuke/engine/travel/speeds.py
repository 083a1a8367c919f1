"""How fast, where and when? Dated figures from `speeds.toml`; no provider has its own."""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.travel.places import Places, great_circle_m, places

TOKYO: Final = ZoneInfo("Asia/Tokyo")
HOURS: Final = 24
SHIPPED: Final = Path(__file__).with_name("speeds.toml")


class SpeedsUnusable(ValueError):
    """The table of speeds cannot be used; the message is one sentence that names the figure."""


@dataclass(frozen=True, slots=True)
class City:
    """Around a dense city speeds rise from those of its core to those of open country."""

    name: str
    latitude: float
    longitude: float
    core_m: float
    edge_m: float


@dataclass(frozen=True, slots=True)
class LineSpeeds:
    """Speeds for the straight line from a day on."""

    valid_from: date
    road_factor: float
    near_m: float  # metres of road that go at the speeds of the two ends
    dense_kmh: tuple[float, ...]  # by hour
    open_kmh: tuple[float, ...]
    cities: tuple[City, ...]

    def density(self, rows: Places) -> NDArray[np.float64]:
        """Return for each place 1 in the core of a city, 0 in open country, NaN for no place."""
        if not self.cities:
            return np.zeros(len(rows))
        middles = places([(city.latitude, city.longitude) for city in self.cities])
        core = np.array([city.core_m for city in self.cities])
        edge = np.array([city.edge_m for city in self.cities])
        share = (edge - great_circle_m(rows, middles)) / (edge - core)
        most: NDArray[np.float64] = np.clip(share, 0.0, 1.0).max(axis=1)
        return most

    def seconds_a_metre(self, rows: Places, hour: int) -> NDArray[np.float64]:
        """Return how slowly one goes near each place at that hour."""
        dense, thin = 3.6 / self.dense_kmh[hour], 3.6 / self.open_kmh[hour]
        return thin + self.density(rows) * (dense - thin)


@dataclass(frozen=True, slots=True)
class RoadSpeeds:
    """Speeds on roads from a day on: by class of road when nothing is in the way, and by hour."""

    valid_from: date
    kmh: dict[str, float]  # by class of road
    shares: dict[str, tuple[float, ...]]  # of that speed, by class and hour

    def of(self, classes: Sequence[str], hour: int) -> tuple[tuple[float, float], ...]:
        """Return for each class the free speed in km/h and what is left of it at that hour.

        Raises:
            SpeedsUnusable: for a class that the table does not know.
        """
        for name in classes:
            if name not in self.kmh:
                raise SpeedsUnusable(f"the table of speeds has no figure for the road {name!r}")
        return tuple((self.kmh[name], self.shares[name][hour]) for name in classes)


Dated = TypeVar("Dated", LineSpeeds, RoadSpeeds)


def local_hour(moment: datetime) -> int:
    """Return the hour in Tokyo.

    Raises:
        ValueError: where the moment has no time zone: any guess would be silently wrong.
    """
    return _in_tokyo(moment).hour


def local_day(moment: datetime) -> date:
    """Return the day in Tokyo. Raises: ValueError, as `local_hour`."""
    return _in_tokyo(moment).date()


def _in_tokyo(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("depart_at needs a time zone")
    return moment.astimezone(TOKYO)


def in_force(table: Sequence[Dated], day: date) -> Dated:
    """Return the figures of that day: the newest begun; before the first, the first."""
    begun = [row for row in table if row.valid_from <= day]
    return max(begun or [min(table, key=lambda row: row.valid_from)], key=lambda r: r.valid_from)


@functools.cache
def line_speeds(path: Path = SHIPPED) -> tuple[LineSpeeds, ...]:
    """Return the dated speeds for straight lines. Raises: SpeedsUnusable."""
    return tuple(_line(row) for row in _rows(path, "line"))


@functools.cache
def road_speeds(path: Path = SHIPPED) -> tuple[RoadSpeeds, ...]:
    """Return the dated speeds on roads. Raises: SpeedsUnusable."""
    return tuple(_road(row) for row in _rows(path, "road"))


def _rows(path: Path, name: str) -> list[dict[str, Any]]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))[name]
    except OSError as fault:
        raise SpeedsUnusable(f"cannot read {path}: {fault.strerror}") from None
    except tomllib.TOMLDecodeError as fault:
        raise SpeedsUnusable(f"{path} is no table of speeds: {fault}") from None
    except KeyError:
        raise SpeedsUnusable(f"{path} has no part [[{name}]]") from None
    if not isinstance(rows, list) or not rows:
        raise SpeedsUnusable(f"{path} has no part [[{name}]]")
    return rows


def _line(row: dict[str, Any]) -> LineSpeeds:
    return LineSpeeds(
        valid_from=_day(row),
        road_factor=_positive(row, "road_factor"),
        near_m=_positive(row, "near_km") * 1000.0,
        dense_kmh=_by_hour(row, "dense_kmh"),
        open_kmh=_by_hour(row, "open_kmh"),
        cities=tuple(_city(city) for city in row.get("cities", [])),
    )


def _city(row: dict[str, Any]) -> City:
    core, edge = _positive(row, "core_km"), _positive(row, "edge_km")
    if core >= edge:
        raise SpeedsUnusable(f"core_km of {row.get('name')} must be less than its edge_km")
    return City(
        name=str(row["name"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        core_m=core * 1000.0,
        edge_m=edge * 1000.0,
    )


def _road(row: dict[str, Any]) -> RoadSpeeds:
    kmh = row.get("kmh")
    if not isinstance(kmh, dict) or not kmh:
        raise SpeedsUnusable("a part [[road]] has no table kmh")
    shares = {
        name: _by_hour(part, "share")
        for part in row.get("hours", [])
        for name in part.get("classes", [])
    }
    if set(shares) != set(kmh):
        odd = ", ".join(sorted(set(shares) ^ set(kmh)))
        raise SpeedsUnusable(f"not both in road.kmh and in road.hours: {odd}")
    return RoadSpeeds(
        valid_from=_day(row), kmh={name: _positive(kmh, name) for name in kmh}, shares=shares
    )


def _day(row: dict[str, Any]) -> date:
    day = row.get("from")
    if not isinstance(day, date):
        raise SpeedsUnusable("a part of the table of speeds has no day `from` which it holds")
    return day


def _positive(row: dict[str, Any], name: str) -> float:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise SpeedsUnusable(f"{name} must be a number above 0, not {value!r}")
    return float(value)


def _by_hour(row: dict[str, Any], name: str) -> tuple[float, ...]:
    values = row.get(name)
    if not isinstance(values, list) or len(values) != HOURS:
        raise SpeedsUnusable(f"{name} needs {HOURS} figures, one an hour from midnight on")
    return tuple(_positive({name: value}, name) for value in values)
