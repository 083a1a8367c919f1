"""Where is it? Places on earth as rows of an array, and how far they are apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import compiled, inlined

Places = NDArray[np.float64]  # one row a place: latitude, longitude in degrees
Seconds = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8
NEAR = 0.001  # square of the sine of half the angle: some 400 km


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
    """Return metres[n, m] over the sphere; NaN where a coordinate is none.

    From the chord through the earth, by differences of points on a sphere: exact to a micrometre
    at any distance.
    """
    # Rows that lie apart in memory would be compiled for a second time, while somebody waits.
    return _metres(np.ascontiguousarray(origins), np.ascontiguousarray(destinations))


@compiled
def _metres(origins: Places, destinations: Places) -> Places:  # pragma: no cover
    """Return the metres between all pairs, a row at a time."""
    one, other = _on_sphere(origins), _on_sphere(destinations)
    metres = np.empty((len(origins), len(destinations)))
    columns = metres.shape[1]
    x, y, z = other[0], other[1], other[2]
    for row in range(len(metres)):
        far = False
        for column in range(columns):
            east, north, up = (
                one[0, row] - x[column],
                one[1, row] - y[column],
                one[2, row] - z[column],
            )
            # Square of the sine of half the angle: a quarter of the square of the chord.
            square = 0.25 * (east * east + north * north + up * up)
            # The first terms of the arc's series; what is left out is a part in ten to the 13.
            arc = 1.0 + square * (1.0 / 6.0 + square * (3.0 / 40.0 + square * (15.0 / 336.0)))
            metres[row, column] = 2.0 * EARTH_RADIUS_M * np.sqrt(square) * arc
            far |= not square < NEAR
        if far:
            for column in range(columns):
                east, north, up = (
                    one[0, row] - x[column],
                    one[1, row] - y[column],
                    one[2, row] - z[column],
                )
                square = 0.25 * (east * east + north * north + up * up)
                if not square < NEAR:
                    metres[row, column] = (
                        2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(min(square, 1.0)))
                    )
    return metres


@inlined
def _on_sphere(rows: Places) -> NDArray[np.float64]:  # pragma: no cover
    """Return x, y and z [3, n] of the places on a sphere of radius 1; NaN for what is none."""
    points = np.empty((3, len(rows)))
    for row in range(len(rows)):
        latitude, longitude = np.radians(rows[row, 0]), np.radians(rows[row, 1])
        level = np.cos(latitude)
        points[0, row] = level * np.cos(longitude)
        points[1, row] = level * np.sin(longitude)
        points[2, row] = np.sin(latitude)
    return points


def warm_up() -> None:
    """Compile the loop, or load it as compiled before."""
    one = np.zeros((1, 2))
    great_circle_m(one, one)
