"""At which street is a place? The nearest street, and how far along it, in compiled loops.

Streets lie in the cells of a grid. From the cell of a place the search goes outwards ring by ring
and stops when no street further out could be nearer: exact, and some microseconds a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import compiled, inlined
from kaketsuke.engine.fetching import ahead
from kaketsuke.engine.travel.places import Places
from kaketsuke.engine.travel.roads.grid import (
    CELL_LAT,
    CELL_LON,
    CELL_M,
    COLUMNS,
    CORNER_LAT,
    CORNER_LON,
    END_LAT,
    END_LON,
    LAT,
    LON,
    METRES_A_DEGREE,
    ROWS,
    Cells,
    Floats,
    Integers,
    Parts,
    Small,
    laid_out,
    one_street,
)
from kaketsuke.engine.travel.roads.network import Network

FURTHEST_M: Final = 1_000.0  # who is further from any street is nowhere near the roads

# A place on the roads: its street, or -1 where none is near; the share of the street from its tail;
# the metres to it, infinite where none is near.
STREET, ALONG, METRES = range(3)
Spots = NDArray[np.float64]  # [places, 3]


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where each place is on the roads."""

    spots: Spots

    @property
    def street(self) -> Integers:
        """The street of each place, or -1 where none is near."""
        return self.spots[:, STREET].astype(np.int64)

    @property
    def along(self) -> Floats:
        """The share of the street from its tail, 0 to 1."""
        return self.spots[:, ALONG]

    @property
    def metres(self) -> Floats:
        """The metres to the street, infinite where none is near."""
        return self.spots[:, METRES]


class Grid:
    """The straight parts of all streets, by cell."""

    def __init__(self, network: Network) -> None:
        """Lay the network's streets on a grid."""
        self.cells = laid_out(network)

    def snap(self, rows: Places) -> Snapped:
        """Return the nearest street of each place."""
        spots = np.empty((len(rows), 3))
        _snap(np.ascontiguousarray(rows, dtype=np.float64), self.cells, spots)
        return Snapped(spots)


@compiled
def _snap(rows: Floats, cells: Cells, spots: Spots) -> None:  # pragma: no cover
    find(rows, cells, spots)


@inlined
def find(rows: Floats, cells: Cells, spots: Spots) -> None:  # pragma: no cover
    """Write the spot of each place."""
    parts, onto, frame, start = cells
    _fetch(rows, parts, frame, start)
    for each in range(len(rows)):
        lat, lon = rows[each, 0], rows[each, 1]
        spots[each, STREET], spots[each, ALONG], spots[each, METRES] = -1.0, 0.0, np.inf
        if not (np.abs(lat) <= 90.0 and np.abs(lon) <= 180.0):
            continue
        found, square, share = _search(parts, frame, start, lat, lon)
        if found >= 0:
            ahead(onto, found)
            spots[each, STREET], spots[each, ALONG] = found, share
            spots[each, METRES] = np.sqrt(square)
    for each in range(len(rows)):
        if spots[each, STREET] >= 0.0:
            part = onto[int(spots[each, STREET])]
            begins = np.float64(part.begins)
            spots[each, STREET] = part.street
            spots[each, ALONG] = begins + spots[each, ALONG] * (part.ends - begins)


@inlined
def _fetch(rows: Floats, parts: Parts, frame: Floats, start: Small) -> None:  # pragma: no cover
    """Ask the memory for what lies around each place, for all of them at once."""
    height, width = int(frame[ROWS]), int(frame[COLUMNS])
    cells = np.full(len(rows), -1, np.int64)
    for each in range(len(rows)):
        y = np.floor((rows[each, 0] - frame[CORNER_LAT]) / frame[CELL_LAT])
        x = np.floor((rows[each, 1] - frame[CORNER_LON]) / frame[CELL_LON])
        # A place that is no number is in no cell.
        if 1.0 <= y < height - 1.0 and 1.0 <= x < width - 1.0:
            cells[each] = int(y) * width + int(x)
            for beside in (-width, 0, width):
                ahead(start, cells[each] + beside)
    for cell in cells:
        if cell >= 0:
            for beside in (-width, 0, width):
                ahead(parts, start[cell + beside])


@compiled
def _search(
    parts: Parts, frame: Floats, start: Small, lat: float, lon: float
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
    start: Small,
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
    spots = np.empty((1, 3))
    _snap(np.array([[35.0, 139.0]]), one_street(), spots)
    assert spots[0, STREET] == 0  # noqa: S101 - a loop that was compiled wrongly must not serve
