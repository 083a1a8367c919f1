"""At which street is a place? The nearest street, and how far along it, in compiled loops.

Streets lie in the cells of a grid. From the cell of a place the search goes outwards ring by ring
and stops when no street further out could be nearer: exact, and some microseconds a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import compiled, inlined
from kaketsuke.engine.travel.places import EARTH_RADIUS_M, Places
from kaketsuke.engine.travel.roads.network import Network, metres_along

FURTHEST_M: Final = 1_000.0  # who is further from any street is nowhere near the roads
CELL_M: Final = 60.0
MOST_CELLS: Final = 4_000_000
METRES_A_DEGREE: Final = EARTH_RADIUS_M * np.pi / 180.0
# No door is on a motorway; who is beneath or beside one is not on it.
NOT_ONTO: Final = frozenset({"motorway", "motorway_link"})

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Parts = NDArray[np.float32]  # [parts, 4]


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where each place is on the roads."""

    street: Integers  # [n] or -1 where none is near
    along: Floats  # [n] share of the street from its tail, 0 to 1
    metres: Floats  # [n] to the street, infinite where none is near


class Grid:
    """The straight parts of all streets, by cell."""

    def __init__(self, network: Network) -> None:
        """Lay the network's streets on a grid."""
        bends = _Bends(network)
        self._frame = frame = _frame(network)
        self._start, in_cell = _fill(_boxes(bends, frame), frame)
        # Parts stand once for each cell that they touch: a row of cells is one run of memory.
        self._parts, self._onto = bends.parts(frame, in_cell), bends.onto(in_cell)

    def snap(self, rows: Places) -> Snapped:
        """Return the nearest street of each place."""
        return Snapped(
            *_nearest(
                np.ascontiguousarray(rows, dtype=np.float64),
                self._parts,
                self._onto,
                self._frame,
                self._start,
            )
        )


# A straight part: its two points, in degrees from the corner of the grid.
LAT, LON, END_LAT, END_LON = range(4)
ONTO: Final = np.dtype([("street", np.int64), ("begins", np.float32), ("ends", np.float32)])
# The grid: its corner, degrees a cell, rows and columns.
CORNER_LAT, CORNER_LON, CELL_LAT, CELL_LON, ROWS, COLUMNS = range(6)


class _Bends:
    """The straight parts between the points of streets that a place may be moved to."""

    def __init__(self, network: Network) -> None:
        counts = np.diff(network.bend_start)
        street = np.repeat(np.arange(len(counts)), counts)
        step = metres_along(network.bend_latitude, network.bend_longitude)
        along = np.concatenate([[0.0], np.cumsum(step)])
        along -= np.repeat(along[network.bend_start[:-1]], counts)
        self.along = np.minimum(along / np.maximum(network.length_m, 1e-9)[street], 1.0)
        onto = np.array([name not in NOT_ONTO for name in network.classes])[network.road][street]
        self.at = np.flatnonzero((street[:-1] == street[1:]) & onto[:-1])
        self.street = street[self.at]
        self.latitude, self.longitude = network.bend_latitude, network.bend_longitude

    def parts(self, frame: Floats, order: NDArray[np.int32]) -> Parts:
        """Return the points of these parts; halves of the usual length are exact to centimetres."""
        at = self.at[order]
        columns = [
            where[each] - corner
            for each in (at, at + 1)
            for where, corner in (
                (self.latitude, frame[CORNER_LAT]),
                (self.longitude, frame[CORNER_LON]),
            )
        ]
        return np.ascontiguousarray(np.stack(columns, axis=1), dtype=np.float32)

    def onto(self, order: NDArray[np.int32]) -> Any:
        """Return the street of each of these parts, and its shares where the part lies."""
        at, rows = self.at[order], np.empty(len(order), ONTO)
        rows["street"] = self.street[order]
        rows["begins"], rows["ends"] = self.along[at], self.along[at + 1]
        return rows


def _frame(network: Network) -> Floats:
    """Return the grid; a cell is nowhere narrower than CELL_M, so that rings tell distances."""
    south, north = network.bend_latitude.min(), network.bend_latitude.max()
    west, east = network.bend_longitude.min(), network.bend_longitude.max()
    narrowest = np.cos(np.radians(min(max(abs(south), abs(north)) + 0.1, 89.0)))
    cell = CELL_M / METRES_A_DEGREE
    while True:
        rows, columns = (north - south) // cell + 1, (east - west) // (cell / narrowest) + 1
        if rows * columns <= MOST_CELLS:
            return np.array([south, west, cell, cell / narrowest, rows, columns])
        cell *= 2.0


def _boxes(bends: _Bends, frame: Floats) -> Integers:
    """Return for each part the first and last row, the first and last column of its box."""
    here, there = bends.at, bends.at + 1
    rows = (bends.latitude - frame[CORNER_LAT]) // frame[CELL_LAT]
    columns = (bends.longitude - frame[CORNER_LON]) // frame[CELL_LON]
    edges = [
        choose(where[here], where[there])
        for where in (rows, columns)
        for choose in (np.minimum, np.maximum)
    ]
    return np.ascontiguousarray(np.stack(edges, axis=1), dtype=np.int64)


def _fill(boxes: Integers, frame: Floats) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return which parts touch each cell's square, cell after cell."""
    start = np.zeros(int(frame[ROWS] * frame[COLUMNS]) + 1, np.int64)
    _count(boxes, int(frame[COLUMNS]), start)
    start = np.cumsum(start)
    in_cell = np.zeros(start[-1], np.int32)
    _place(boxes, int(frame[COLUMNS]), start[:-1].copy(), in_cell)
    return start.astype(np.int32), in_cell


@compiled
def _count(boxes: Integers, columns: int, start: Integers) -> None:  # pragma: no cover
    for part in range(len(boxes)):
        for row in range(boxes[part, 0], boxes[part, 1] + 1):
            for column in range(boxes[part, 2], boxes[part, 3] + 1):
                start[row * columns + column + 1] += 1


@compiled
def _place(
    boxes: Integers, columns: int, free: Integers, in_cell: NDArray[np.int32]
) -> None:  # pragma: no cover
    for part in range(len(boxes)):
        for row in range(boxes[part, 0], boxes[part, 1] + 1):
            for column in range(boxes[part, 2], boxes[part, 3] + 1):
                cell = row * columns + column
                in_cell[free[cell]] = part
                free[cell] += 1


@compiled
def _nearest(
    rows: Floats,
    parts: Parts,
    onto: Any,
    frame: Floats,
    start: NDArray[np.int32],
) -> tuple[Integers, Floats, Floats]:  # pragma: no cover
    """Return the street, or -1, the share along it and the metres to it for each place."""
    street = np.full(len(rows), -1, np.int64)
    along, metres = np.zeros(len(rows)), np.full(len(rows), np.inf)
    for each in range(len(rows)):
        lat, lon = rows[each, 0], rows[each, 1]
        if not (np.abs(lat) <= 90.0 and np.abs(lon) <= 180.0):
            continue
        found, square, share = _search(parts, frame, start, lat, lon)
        if found >= 0:
            begins = np.float64(onto[found].begins)
            street[each], metres[each] = onto[found].street, np.sqrt(square)
            along[each] = begins + share * (onto[found].ends - begins)
    return street, along, metres


@compiled
def _search(
    parts: Parts, frame: Floats, start: NDArray[np.int32], lat: float, lon: float
) -> tuple[int, float, float]:  # pragma: no cover
    """Return the nearest part, or -1, the square of the metres to it and the share along it.

    The four sides of a ring of cells are looked at only where they could hold something nearer.
    """
    east = METRES_A_DEGREE * np.cos(lat * np.pi / 180.0)
    lat, lon = lat - frame[CORNER_LAT], lon - frame[CORNER_LON]
    row, column = int(np.floor(lat / frame[CELL_LAT])), int(np.floor(lon / frame[CELL_LON]))
    high, wide = frame[CELL_LAT] * METRES_A_DEGREE, frame[CELL_LON] * east
    # From the place to the edges of its cell.
    south = max(lat * METRES_A_DEGREE - row * high, 0.0)
    west = max(lon * east - column * wide, 0.0)
    north, beyond = max(high - south, 0.0), max(wide - west, 0.0)
    best = _run(parts, frame, start, row, column, column, lat, lon, east, _NONE)
    for ring in range(1, int(FURTHEST_M / CELL_M) + 2):
        up, across = (ring - 1) * high, (ring - 1) * wide
        nearest = min(min(south, north) + up, min(west, beyond) + across)
        if nearest * nearest > best[1]:
            break
        left, right = column - ring, column + ring
        if (south + up) * (south + up) <= best[1]:
            best = _run(parts, frame, start, row - ring, left, right, lat, lon, east, best)
        if (north + up) * (north + up) <= best[1]:
            best = _run(parts, frame, start, row + ring, left, right, lat, lon, east, best)
        for side, gap in ((left, west + across), (right, beyond + across)):
            if gap * gap <= best[1]:
                for y in range(row - ring + 1, row + ring):
                    best = _run(parts, frame, start, y, side, side, lat, lon, east, best)
    return best


# No part yet: whoever is further than that from any street is nowhere near the roads.
_NONE: Final = (-1, FURTHEST_M * FURTHEST_M, 0.0)


@inlined
def _run(
    parts: Parts,
    frame: Floats,
    start: NDArray[np.int32],
    row: int,
    first: int,
    last: int,
    lat: float,
    lon: float,
    east: float,
    best: tuple[int, float, float],
) -> tuple[int, float, float]:  # pragma: no cover
    """Return the best of what is found so far and of the cells from first to last of one row."""
    height, width = int(frame[ROWS]), int(frame[COLUMNS])
    first, last = max(first, 0), min(last, width - 1)
    nearest, least, share = best
    if 0 <= row < height and first <= last:
        for at in range(start[row * width + first], start[row * width + last + 1]):
            square, where = _to_part(parts, at, lat, lon, east)
            if square < least:
                nearest, least, share = at, square, where
    return nearest, least, share


@inlined
def _to_part(
    parts: Parts, part: int, lat: float, lon: float, east: float
) -> tuple[float, float]:  # pragma: no cover
    """Return the square of the metres to a straight part, and the share of it that is nearest."""
    x, y = (parts[part, LON] - lon) * east, (parts[part, LAT] - lat) * METRES_A_DEGREE
    dx = (parts[part, END_LON] - parts[part, LON]) * east
    dy = (parts[part, END_LAT] - parts[part, LAT]) * METRES_A_DEGREE
    length = dx * dx + dy * dy
    share = 0.0 if length == 0.0 else min(max(-(x * dx + y * dy) / length, 0.0), 1.0)
    x, y = x + share * dx, y + share * dy
    return x * x + y * y, share


def warm_up() -> None:
    """Compile the loops, or load them as compiled before."""
    parts = np.array([[0.0, 0.0, 0.001, 0.0]], np.float32)
    frame = np.array([35.0, 139.0, 1.0, 1.0, 1.0, 1.0])
    start, _ = _fill(np.zeros((1, 4), np.int64), frame)
    onto = np.array([(0, 0.0, 1.0)], ONTO)
    found = _nearest(np.array([[35.0, 139.0]]), parts, onto, frame, start)
    assert found[0][0] == 0  # noqa: S101 - a loop that was compiled wrongly must not serve
