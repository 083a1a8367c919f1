"""From places to each other over the hierarchy: one compiled call from coordinates to seconds.

A place reaches the rest of the network over the junctions at the two ends of its street, as far as
the street may be driven that way; two places on one street may also reach each other directly.
Everything is in whole milliseconds, so that sums are exact.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import compiled, inlined
from kaketsuke.engine.fetching import ahead
from kaketsuke.engine.travel.places import Places, Seconds
from kaketsuke.engine.travel.roads import districts, grid, hierarchy, searching, snapping
from kaketsuke.engine.travel.roads.districts import DOWN, NO_WAY, UP, Rows, Small, Table
from kaketsuke.engine.travel.roads.grid import Cells
from kaketsuke.engine.travel.roads.hierarchy import Graph, Hierarchy
from kaketsuke.engine.travel.roads.network import Network
from kaketsuke.engine.travel.roads.searching import DISTRICT, JUNCTION, MS, ROW, Ends
from kaketsuke.engine.travel.roads.snapping import ALONG, METRES, STREET, Spots

OFF_ROAD_KMH: Final = 10.0

# A street: the ms from its tail to its head and back, and of both its junctions the rank, the
# district and where its row begins. One look fetches all of it.
FORWARD, BACKWARD, TAIL, HEAD = 0, 1, 2, 5
Streets = NDArray[np.int32]  # [streets, 8]
Slate = tuple[Small, Small]  # [junctions] labels, and a chain of junctions
# Places of which the spots are still to be found, none where they are known; and their spots.
Side = tuple[Places, Spots]
# Both ends of the streets of many places, and which junctions above all districts their ways may
# lead over; nothing where that is still to be found.
Reach = tuple[Ends, NDArray[np.bool_]]
UNKNOWN: Final[Reach] = np.empty((0, 4), np.int32), np.empty(0, np.bool_)


def joined(network: Network, shape: Hierarchy) -> Streets:
    """Return the streets between ranked junctions, without their times."""
    rows = np.full((len(network.tail), 8), NO_WAY, np.int32)
    table = shape.districts.table
    for column, junction in ((TAIL, network.tail), (HEAD, network.head)):
        rank = shape.rank[junction]
        district = shape.districts.of[rank]
        inside = rank - table[district, districts.FIRST]
        row = table[district, districts.ROW] + inside * table[district, districts.GATES]
        rows[:, column], rows[:, column + 1], rows[:, column + 2] = rank, district, row
    return rows


def timed(rows: Streets, network: Network, street_ms: NDArray[np.int64]) -> Streets:
    """Return the streets with the milliseconds that they take."""
    rows, ms = rows.copy(), np.minimum(street_ms, NO_WAY)
    rows[:, FORWARD] = np.where(network.forward, ms, NO_WAY)
    rows[:, BACKWARD] = np.where(network.backward, ms, NO_WAY)
    return rows


def slate(junctions: int) -> Slate:
    """Return what searches write on: one for each thread."""
    return np.empty(junctions, np.int32), np.empty(junctions, np.int32)


@compiled
def seconds(
    here: Side,
    there: Side,
    reach: Reach,
    cells: Cells,
    graph: Graph,
    streets: Streets,
    slate: Slate,
) -> tuple[Seconds, Reach]:  # pragma: no cover
    """Return seconds[n, m]: the less numerous side is asked one by one, the other swept at once.

    The spots of both sides are known afterwards. The reach is that of the other, more numerous
    side; it comes back as known.
    """
    snapping.find(here[0], cells, here[1])
    snapping.find(there[0], cells, there[1])
    turned = len(here[1]) < len(there[1])
    ones, many = (here[1], there[1]) if turned else (there[1], here[1])
    up, down = (UP, DOWN) if turned else (DOWN, UP)
    parents, start, arcs, table, gates, both = graph
    rows, (labels, chain) = both[1] if turned else both[0], slate
    ends = _ends(streets, ones, turned)
    many_ends, wanted = _whole(reach, parents, table, gates, rows, streets, many, not turned)
    lowest = len(parents) - len(wanted)  # of the junctions above all districts
    found = np.full((len(here[1]), len(there[1])), np.inf)
    for one in range(len(ones)):
        if ones[one, STREET] < 0:
            continue
        searching.climb(parents, start, arcs, table, ends, one, labels, up)
        searching.sweep(start, arcs, wanted, labels, down)
        own = ends[2 * one, DISTRICT], ends[2 * one + 1, DISTRICT]
        for other in range(len(many)):
            least = np.int64(NO_WAY)
            for end in range(2 * other, 2 * other + 2):
                if many_ends[end, MS] < NO_WAY:
                    at, district = many_ends[end, JUNCTION], many_ends[end, DISTRICT]
                    if district in own:
                        searching.inside(parents, start, arcs, lowest, at, labels, chain, down)
                    if district < 0 or district in own:
                        ms = np.int64(labels[at])
                    else:
                        ms = searching.over_gates(table, gates, rows, many_ends, end, labels)
                    least = min(least, ms + many_ends[end, MS])
            i, j = (one, other) if turned else (other, one)
            found[i, j] = _in_all(streets, here[1], i, there[1], j, least)
    return found, (many_ends, wanted)


@inlined
def _whole(
    reach: Reach,
    parents: Small,
    table: Table,
    gates: Small,
    rows: Rows,
    streets: Streets,
    spots: Spots,
    leaving: bool,  # noqa: FBT001 - compiled functions take no keywords
) -> Reach:  # pragma: no cover
    """Return the reach of these places, found where it was not known, with its rows at hand."""
    ends, wanted = reach
    if not len(ends):
        ends = _ends(streets, spots, leaving)
        wanted = searching.needed(parents, table, gates, ends)
    for end in range(len(ends)):
        ahead(rows, ends[end, ROW])
    return ends, wanted


@inlined
def _ends(
    streets: Streets,
    spots: Spots,
    leaving: bool,  # noqa: FBT001 - compiled functions take no keywords
) -> Ends:  # pragma: no cover
    """Return both ends of each spot's street, and the ms to them or, where not leaving, from them.

    NO_WAY is the ms where the street may not be driven so.
    """
    ends = np.zeros((2 * len(spots), 4), np.int32)
    for each in range(len(spots)):
        if spots[each, STREET] >= 0:
            ahead(streets, int(spots[each, STREET]))
    for each in range(len(spots)):
        head, tail = 2 * each, 2 * each + 1
        ends[head, MS] = ends[tail, MS] = NO_WAY
        if spots[each, STREET] < 0:
            continue
        street, share = int(spots[each, STREET]), spots[each, ALONG]
        for column in range(3):
            ends[head, JUNCTION + column] = streets[street, HEAD + column]
            ends[tail, JUNCTION + column] = streets[street, TAIL + column]
        _drive(streets, street, share, leaving, ends, head, tail)
    return ends


@inlined
def _drive(
    streets: Streets,
    street: int,
    share: float,
    leaving: bool,  # noqa: FBT001 - compiled functions take no keywords
    ends: Ends,
    head: int,
    tail: int,
) -> None:  # pragma: no cover
    """Write the ms between a place on a street and the ends that it leads to or comes from."""
    forward, backward = streets[street, FORWARD], streets[street, BACKWARD]
    if forward < NO_WAY:
        done = np.int32(np.rint(share * forward))
        if leaving:
            ends[head, MS] = forward - done
        else:
            ends[tail, MS] = done
    if backward < NO_WAY:
        done = np.int32(np.rint((1.0 - share) * backward))
        if leaving:
            ends[tail, MS] = backward - done
        else:
            ends[head, MS] = done


@inlined
def _in_all(
    streets: Streets, here: Spots, i: int, there: Spots, j: int, over_ends: np.int64
) -> float:  # pragma: no cover
    """Return the seconds between two spots, whichever way is shorter; infinite without any."""
    least = over_ends
    if here[i, STREET] == there[j, STREET]:
        street = int(here[i, STREET])
        least = min(least, _direct(streets, street, here[i, ALONG], there[j, ALONG]))
    seconds = np.inf
    if least < NO_WAY:
        seconds = least / 1_000.0 + (here[i, METRES] + there[j, METRES]) * (3.6 / OFF_ROAD_KMH)
    return seconds


@inlined
def _direct(
    streets: Streets, street: int, here: float, there: float
) -> np.int64:  # pragma: no cover
    """Return the ms between two places on one street without leaving it."""
    least = np.int64(NO_WAY)
    forward, backward = streets[street, FORWARD], streets[street, BACKWARD]
    onward = np.rint(there * forward) - np.rint(here * forward)
    if forward < NO_WAY and onward >= 0.0:
        least = np.int64(onward)
    back = np.rint((1.0 - there) * backward) - np.rint((1.0 - here) * backward)
    if backward < NO_WAY and back >= 0.0:
        least = min(least, np.int64(back))
    return least


def warm_up() -> None:
    """Compile the loops for roads, or load them as compiled before."""
    snapping.warm_up()
    shape, cells = hierarchy.warm_up(), grid.one_street()
    rows = np.array([[10, 10, 0, 0, 0, 1, -1, 0]], np.int32)
    side = np.array([[35.0, 139.0]]), np.empty((1, 3))
    graph = shape.weighted(np.array([10]))
    found, _ = seconds(side, side, UNKNOWN, cells, graph, rows, slate(2))
    assert found[0, 0] == 0.0  # noqa: S101 - a loop that was compiled wrongly must not serve
