"""The streets in the cells of a grid, so that those near a place are found at once."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import compiled
from kaketsuke.engine.travel.places import EARTH_RADIUS_M
from kaketsuke.engine.travel.roads.network import Network, metres_along

CELL_M: Final = 60.0
MOST_CELLS: Final = 4_000_000
METRES_A_DEGREE: Final = EARTH_RADIUS_M * np.pi / 180.0
# No door is on a motorway; who is beneath or beside one is not on it.
NOT_ONTO: Final = frozenset({"motorway", "motorway_link"})

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Small = NDArray[np.int32]
Parts = NDArray[np.float32]  # [parts, 4]
# The straight parts of all streets cell after cell, where they lie on their streets, the frame of
# the grid, and where the parts of each cell begin.
Cells = tuple[Parts, Any, Floats, Small]
# A straight part: its two points, in degrees from the corner of the grid.
LAT, LON, END_LAT, END_LON = range(4)
ONTO: Final = np.dtype([("street", np.int64), ("begins", np.float32), ("ends", np.float32)])
# The grid: its corner, degrees a cell, rows and columns.
CORNER_LAT, CORNER_LON, CELL_LAT, CELL_LON, ROWS, COLUMNS = range(6)


def laid_out(network: Network) -> Cells:
    """Return the network's streets on a grid.

    A part stands once for each cell that it touches: a row of cells is one run of memory.
    """
    bends, frame = _Bends(network), _frame(network)
    start, in_cell = _fill(_boxes(bends, frame), frame)
    return bends.parts(frame, in_cell), bends.onto(in_cell), frame, start


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

    def parts(self, frame: Floats, order: Small) -> Parts:
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

    def onto(self, order: Small) -> Any:
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


def _fill(boxes: Integers, frame: Floats) -> tuple[Small, Small]:
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
    boxes: Integers, columns: int, free: Integers, in_cell: Small
) -> None:  # pragma: no cover
    for part in range(len(boxes)):
        for row in range(boxes[part, 0], boxes[part, 1] + 1):
            for column in range(boxes[part, 2], boxes[part, 3] + 1):
                cell = row * columns + column
                in_cell[free[cell]] = part
                free[cell] += 1


def one_street() -> Cells:
    """Return the smallest grid there is, to compile the loops with."""
    parts = np.array([[0.0, 0.0, 0.001, 0.0]], np.float32)
    frame = np.array([35.0, 139.0, 1.0, 1.0, 1.0, 1.0])
    start, _ = _fill(np.zeros((1, 4), np.int64), frame)
    return parts, np.array([(0, 0.0, 1.0)], ONTO), frame, start
