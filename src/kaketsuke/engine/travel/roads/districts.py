"""Districts: parts of the map with few ways out, and how far each junction is from those.

A district is whatever hangs in the tree of contraction below one junction and is not larger than
so many. Every way out of it leads over the few junctions that its root reaches upwards: its gates,
all of them above every district. So what a place inside is from the gates, worked out once for an
hour, stands for all of the hierarchy below: a search reads one short row instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import ONE, compiled, index, inlined

LARGEST: Final = 512  # junctions of a district
# As milliseconds: no way. Twelve days; twice as much still fits into 32 bits.
NO_WAY: Final = 2**30 - 1
# An arc: its higher end, the ms away from its lower end and those towards it. What is looked at
# together lies together: a search waits for memory more than for anything else.
HIGHER, UP, DOWN = 0, 1, 2
# A district: its first junction, its first gate, how many it has, its first row.
FIRST, GATE, GATES, ROW = range(4)

Integers = NDArray[np.int64]
Small = NDArray[np.int32]
Arcs = NDArray[np.int32]  # [arcs, 3] the milliseconds are NO_WAY where none leads
Table = NDArray[np.int32]  # [districts + 1, 4] the last tells where the junctions above begin
Rows = NDArray[np.int32]  # ms between a junction and each gate, junction after junction


@dataclass(frozen=True, slots=True, eq=False)
class Districts:
    """Junctions by rank: those of each district in a row, and then all above."""

    table: Table
    gates: Small  # the gates of each district, from the lowest up
    of: Small  # [junctions] the district of each, -1 above them


def divided(start: Integers, higher: Small, first: Integers) -> Districts:
    """Return the districts of junctions that are ranked as `ranked` tells."""
    root = first[1:] - 1
    count = start[root + 1] - start[root]
    table = np.zeros((len(first), 4), np.int32)
    table[:, FIRST], table[:-1, GATES] = first, count
    table[1:, GATE], table[1:, ROW] = np.cumsum(count), np.cumsum(count * np.diff(first))
    of = np.full(len(start) - 1, -1, np.int32)
    of[: first[-1]] = np.repeat(np.arange(len(root)), np.diff(first))
    arcs = np.arange(count.sum()) + np.repeat(start[root] - table[:-1, GATE], count)
    return Districts(table, higher[arcs], of)


@compiled
def ranked(parents: Small, largest: int) -> tuple[Integers, Integers]:  # pragma: no cover
    """Return new ranks, so that the junctions of a district follow each other; where each begins.

    The last of these beginnings is that of the junctions above all districts.
    """
    size = len(parents)
    below = np.ones(size, np.int64)
    for rank in range(size):
        if parents[rank] >= 0:
            below[parents[rank]] += below[rank]
    ranks, free = np.empty(size, np.int64), np.zeros(size, np.int64)
    first, count, low, high = np.zeros(size + 1, np.int64), 0, 0, size
    for rank in range(size - 1, -1, -1):
        parent = parents[rank]
        if below[rank] > largest:
            high -= 1
            ranks[rank] = high
            continue
        if parent < 0 or below[parent] > largest:
            free[rank] = first[count] = low
            low += below[rank]
            count += 1
        else:
            free[rank] = free[parent]
            free[parent] += below[rank]
        ranks[rank] = free[rank] + below[rank] - 1
    first[count] = low
    return ranks, first[: count + 1].copy()


@inlined
def reach_gates(
    start: Small, arcs: Arcs, table: Table, district: int, to: Rows, back: Rows
) -> None:  # pragma: no cover
    """Fill the rows of one district, the arcs of which are known, from its root down."""
    first, root = table[district, FIRST], table[district + 1, FIRST] - 1
    gates, rows = index(table[district, GATES]), index(table[district, ROW])
    for rank in range(root, first - 1, -1):
        row = rows + index(rank - first) * gates
        to[row : row + gates] = NO_WAY
        back[row : row + gates] = NO_WAY
        gate, gates_of_root = row, index(start[root])
        for arc in range(index(start[rank]), index(start[rank + 1])):
            higher, up, down = arcs[arc, HIGHER], arcs[arc, UP], arcs[arc, DOWN]
            if higher <= root:
                other = rows + index(higher - first) * gates
                for each in range(gates):
                    to[row + each] = min(to[row + each], np.int32(up + to[other + each]))
                    back[row + each] = min(back[row + each], np.int32(down + back[other + each]))
            else:
                # Gates and arcs both come from the lowest up.
                while arcs[gates_of_root, HIGHER] != higher:
                    gate, gates_of_root = gate + ONE, gates_of_root + ONE
                to[gate], back[gate] = min(to[gate], up), min(back[gate], down)
