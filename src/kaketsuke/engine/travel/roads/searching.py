"""Searches over the hierarchy from one place to many, in compiled loops.

From the one place its ways lead up; to the many they lead down again. What lies above all districts
is labelled once for all of them, the highest first. How far a junction is then takes one short row:
the least over the gates of its district. Only within the one place's own districts, where a way may
stay below the gates, the junctions on the way up are labelled one by one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import index, inlined
from kaketsuke.engine.travel.roads.districts import (
    FIRST,
    GATE,
    GATES,
    HIGHER,
    NO_WAY,
    Arcs,
    Rows,
    Small,
    Table,
)

# An end: the ms between it and the place, the junction, its district, its row.
MS, JUNCTION, DISTRICT, ROW = range(4)
Ends = NDArray[np.int32]  # [2 * places, 4] the head of each place's street, then the tail


@inlined
def needed(
    parents: Small, table: Table, gates: Small, ends: Ends
) -> NDArray[np.bool_]:  # pragma: no cover
    """Return which of the junctions above all districts the ways of these ends may lead over."""
    lowest = table[-1, FIRST]
    wanted = np.zeros(len(parents) - lowest, np.bool_)
    for end in range(len(ends)):
        if ends[end, MS] == NO_WAY:
            continue
        district, rank = ends[end, DISTRICT], ends[end, JUNCTION]
        if district >= 0:
            # All other gates are above the first.
            rank = gates[table[district, GATE]] if table[district, GATES] > 0 else -1
        while rank >= 0 and not wanted[rank - lowest]:
            wanted[rank - lowest] = True
            rank = parents[rank]
    return wanted


@inlined
def climb(
    parents: Small,
    start: Small,
    arcs: Arcs,
    table: Table,
    ends: Ends,
    one: int,
    labels: Small,
    side: int,
) -> None:  # pragma: no cover
    """Label the junctions above one place with the ms over ever higher junctions.

    All others above the districts, and those of the place's own districts, are labelled NO_WAY.
    """
    _forget(table, ends, one, labels)
    for end in range(2 * one, 2 * one + 2):
        if ends[end, MS] == NO_WAY:
            continue
        rank = ends[end, JUNCTION]
        labels[rank] = min(labels[rank], ends[end, MS])
        # The second chain passes the junctions that it shares with the first once more.
        while rank >= 0:
            so_far = np.int64(labels[rank])
            if so_far < NO_WAY:
                for arc in range(start[rank], start[rank + 1]):
                    further = so_far + arcs[arc, side]
                    if further < labels[arcs[arc, HIGHER]]:
                        labels[arcs[arc, HIGHER]] = further
            rank = parents[rank]


@inlined
def _forget(table: Table, ends: Ends, one: int, labels: Small) -> None:  # pragma: no cover
    labels[table[-1, FIRST] :] = NO_WAY
    for end in range(2 * one, 2 * one + 2):
        district = ends[end, DISTRICT]
        if district >= 0:
            labels[table[district, FIRST] : table[district + 1, FIRST]] = NO_WAY


@inlined
def sweep(
    start: Small, arcs: Arcs, wanted: NDArray[np.bool_], labels: Small, side: int
) -> None:  # pragma: no cover
    """Label what is wanted above the districts for good, the highest first."""
    lowest = len(start) - 1 - len(wanted)
    for each in range(len(wanted) - 1, -1, -1):
        if wanted[each]:
            _relax(start, arcs, lowest + each, labels, side)


@inlined
def over_gates(
    table: Table, gates: Small, rows: Rows, ends: Ends, end: int, labels: Small
) -> np.int64:  # pragma: no cover
    """Return the ms at a junction of a district that is none of the one place's own."""
    district, least = ends[end, DISTRICT], np.int64(NO_WAY)
    first, row = index(table[district, GATE]), index(ends[end, ROW])
    for each in range(index(table[district, GATES])):
        gate = index(gates[first + each])
        least = min(least, np.int64(labels[gate]) + rows[row + each])
    return least


@inlined
def inside(
    parents: Small,
    start: Small,
    arcs: Arcs,
    lowest: int,
    junction: int,
    labels: Small,
    chain: Small,
    side: int,
) -> None:  # pragma: no cover
    """Label a junction in one of the one place's own districts for good."""
    count, rank = 0, junction
    while 0 <= rank < lowest:
        chain[count] = rank
        count, rank = count + 1, parents[rank]
    for each in range(count - 1, -1, -1):
        _relax(start, arcs, chain[each], labels, side)


@inlined
def _relax(
    start: Small, arcs: Arcs, rank: int, labels: Small, side: int
) -> None:  # pragma: no cover
    """Label a junction with the least over higher ones, which are labelled for good."""
    least = np.int64(labels[rank])
    for arc in range(index(start[rank]), index(start[rank + 1])):
        least = min(least, np.int64(labels[index(arcs[arc, HIGHER])]) + arcs[arc, side])
    labels[rank] = least
