"""Where is it? Places on earth as rows of an array, and how far they are apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float64]  # one row a place: latitude, longitude in degrees
Seconds = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8


def places(points: Sequence[tuple[float, float]]) -> Places:
    """Return the points as rows; coordinates that are not on earth become NaN."""
    rows = np.array(points, dtype=np.float64).reshape(-1, 2)
    rows[~on_earth(rows)] = np.nan
    return rows


def on_earth(rows: Places) -> NDArray[np.bool_]:
    """Return which rows have coordinates that can be: finite, 90 and 180 degrees at most."""
    with np.errstate(invalid="ignore"):
        return (np.abs(rows[:, 0]) <= 90.0) & (np.abs(rows[:, 1]) <= 180.0)


def great_circle_m(origins: Places, destinations: Places) -> NDArray[np.float64]:
    """Return metres[n, m] over the sphere (haversine); NaN where a coordinate is NaN."""
    here, there = np.radians(origins), np.radians(destinations)
    with np.errstate(invalid="ignore"):  # infinite coordinates
        half = np.sin((there[None, :, :] - here[:, None, :]) / 2.0) ** 2
        across = np.cos(here[:, None, 0]) * np.cos(there[None, :, 0]) * half[:, :, 1]
    chord = np.clip(half[:, :, 0] + across, 0.0, 1.0)
    metres: NDArray[np.float64] = 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(chord))
    return metres
