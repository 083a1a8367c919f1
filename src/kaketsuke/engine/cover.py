"""Who covers the next call? What is lost where the nearest of those left is further away."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine import travel

Floats = NDArray[np.float64]

# Only differences between ways count here, so the straight line does: it is fast for everybody.
SECONDS_PER_M: Final = 1.3 / (30.0 / 3.6)
# Where only one technician is left, whoever comes instead comes from so far away.
NOBODY_ELSE_SECONDS: Final = 3600.0


def seconds_lost(
    places: Floats, free: NDArray[np.bool_], demand: tuple[tuple[tuple[float, float], float], ...]
) -> Floats:
    """Return for each technician how much longer the next call waits, on average, without them.

    `places[n, 2]` are where they stand; whoever is not `free` covers nothing. The next call comes
    from one of the places of `demand`, each with its weight.
    """
    lost = np.zeros(len(places))
    standing = np.flatnonzero(free & np.isfinite(places).all(axis=1))
    points = travel.places([point for point, _ in demand])
    weights = np.array([weight for _, weight in demand], dtype=np.float64)
    sound = np.isfinite(points).all(axis=1) & (weights > 0)
    if not standing.size or not sound.any():
        return lost
    points, weights = points[sound], weights[sound] / weights[sound].sum()
    metres = _about_apart(points, places[standing])
    nearest = metres.argmin(axis=1)
    rows = np.arange(len(points))
    first = metres[rows, nearest].copy()
    metres[rows, nearest] = np.inf
    second = np.minimum(metres.min(axis=1) * SECONDS_PER_M, NOBODY_ELSE_SECONDS)
    worse = np.maximum(second - np.minimum(first * SECONDS_PER_M, NOBODY_ELSE_SECONDS), 0.0)
    np.add.at(lost, standing[nearest], weights * worse)
    return lost


def _about_apart(points: Floats, places: Floats) -> Floats:
    """Return metres[k, n] on a plane that is laid through each point: right to a percent or so."""
    north = (places[:, 0][None, :] - points[:, 0][:, None]) * (np.pi / 180.0)
    east = (places[:, 1][None, :] - points[:, 1][:, None]) * (np.pi / 180.0)
    east *= np.cos(np.radians(points[:, 0]))[:, None]
    metres: Floats = travel.EARTH_RADIUS_M * np.sqrt(north * north + east * east)
    return metres
