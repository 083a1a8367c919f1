"""The contraction hierarchy of a network: its shape once, its times anew for every hour.

Junctions are numbered in the order of contraction. Each has arcs to higher junctions only: its
streets, and shortcuts that stand for ways over lower junctions. The first arc leads to its parent;
all others end on the chain of parents from there up to the root. The shape knows no times; taking
in new ones looks once at every triangle of arcs (Dibbelt, Strasser, Wagner: Customizable
Contraction Hierarchies, 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import compiled, inlined
from kaketsuke.engine.travel.roads.network import Network

# As milliseconds: no way. Whole numbers of 32 bits take half the memory; 24 days are enough.
NO_WAY: Final = 2**31 - 1
# An arc: its higher end, the ms away from its lower end and those towards it. What is looked at
# together lies together: a search waits for memory more than for anything else.
HIGHER, UP, DOWN = 0, 1, 2

Integers = NDArray[np.int64]
Small = NDArray[np.int32]
Milliseconds = NDArray[np.int64]
Arcs = NDArray[np.int32]  # [arcs, 3] the milliseconds are NO_WAY where none leads


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """Junctions by rank; arcs by their lower end, then by their higher one."""

    rank: Integers  # [junctions] the place of each in the order
    start: Small  # [junctions + 1] where the arcs of each begin
    higher: Small  # [arcs] the higher end
    third: Small  # [triangles] for each two arcs of one junction the arc between their higher ends
    cell_there: Integers  # [streets] arc * 3 + UP or DOWN when driven from tail to head
    cell_back: Integers  # [streets] and from head to tail; -1 where that is forbidden

    def weighted(self, street_ms: Milliseconds) -> Arcs:
        """Return the milliseconds of every arc when the streets take so many."""
        arcs = np.full((len(self.higher), 3), NO_WAY, np.int32)
        arcs[:, HIGHER] = self.higher
        _take_in(arcs.reshape(-1), self.cell_there, self.cell_back, street_ms)
        _customise(self.start, self.third, arcs)
        return arcs


def build(network: Network) -> Hierarchy:
    """Return the hierarchy of a network in its order."""
    size = len(network.latitude)
    rank = np.empty(size, np.int64)
    rank[network.order] = np.arange(size)
    tail, head = rank[network.tail], rank[network.head]
    streets = np.minimum(tail, head) * size + np.maximum(tail, head)
    lower, upper = np.divmod(np.unique(streets), size)
    start, higher = _contracted(np.searchsorted(lower, np.arange(size + 1)), upper)
    arcs = np.repeat(np.arange(size), np.diff(start)) * size + higher
    cell, rises = np.searchsorted(arcs, streets) * 3, tail < head
    return Hierarchy(
        rank=rank,
        start=start.astype(np.int32),
        higher=higher,
        third=_triangles(start, higher),
        cell_there=np.where(network.forward, cell + np.where(rises, UP, DOWN), -1),
        cell_back=np.where(network.backward, cell + np.where(rises, DOWN, UP), -1),
    )


@compiled
def _contracted(start: Integers, upper: Integers) -> tuple[Integers, Small]:  # pragma: no cover
    """Return the arcs of every junction when all were contracted.

    A junction's arcs are its streets to higher ones and what its children hand on to it.
    """
    size = len(start) - 1
    seen = np.full(size, -1, np.int64)
    child, sibling = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    begins = np.zeros(size + 1, np.int64)
    higher, count = np.empty(4 * len(upper) + 16, np.int32), 0
    for low in range(size):
        seen[low] = low
        most, each = count + start[low + 1] - start[low], child[low]
        while each >= 0:
            most += begins[each + 1] - begins[each]
            each = sibling[each]
        higher = _roomy(higher, count, most)
        for at in range(start[low], start[low + 1]):
            seen[upper[at]] = low
            higher[count] = upper[at]
            count += 1
        each = child[low]
        while each >= 0:
            for at in range(begins[each], begins[each + 1]):
                if seen[higher[at]] != low:
                    seen[higher[at]] = low
                    higher[count] = higher[at]
                    count += 1
            each = sibling[each]
        begins[low + 1] = count
        own = higher[begins[low] : count]
        own.sort()
        if len(own):
            sibling[low], child[own[0]] = child[own[0]], low
    return begins, higher[:count].copy()


@inlined
def _roomy(higher: Small, count: int, most: int) -> Small:  # pragma: no cover
    """Return the row with room for so many, and what it holds so far."""
    if most <= len(higher):
        return higher
    longer = np.empty(2 * most, np.int32)
    longer[:count] = higher[:count]
    return longer


@compiled
def _triangles(start: Integers, higher: Small) -> Small:  # pragma: no cover
    count = 0
    for low in range(len(start) - 1):
        many = start[low + 1] - start[low]
        count += many * (many - 1) // 2
    third, at = np.empty(count, np.int32), 0
    for low in range(len(start) - 1):
        for one in range(start[low], start[low + 1]):
            arc = start[higher[one]]
            for other in range(one + 1, start[low + 1]):
                while higher[arc] != higher[other]:
                    arc += 1
                third[at] = arc
                at += 1
    return third


@compiled
def _take_in(
    cells: Small, there: Integers, back: Integers, street_ms: Milliseconds
) -> None:  # pragma: no cover
    for street in range(len(street_ms)):
        ms = np.int32(min(street_ms[street], NO_WAY))
        if there[street] >= 0 and ms < cells[there[street]]:
            cells[there[street]] = ms
        if back[street] >= 0 and ms < cells[back[street]]:
            cells[back[street]] = ms


@compiled
def _customise(start: Small, third: Small, arcs: Arcs) -> None:  # pragma: no cover
    """Let every way over a lower junction shorten the arc above it, from the lowest up."""
    at = 0
    for low in range(len(start) - 1):
        ends = start[low + 1]
        for one in range(start[low], ends):
            up, down = np.int64(arcs[one, UP]), np.int64(arcs[one, DOWN])
            for other in range(one + 1, ends):
                arc = third[at]
                at += 1
                rising, falling = down + arcs[other, UP], arcs[other, DOWN] + up
                if rising < arcs[arc, UP]:
                    arcs[arc, UP] = rising
                if falling < arcs[arc, DOWN]:
                    arcs[arc, DOWN] = falling


def warm_up() -> Hierarchy:
    """Compile the loops, or load them as compiled before; return a hierarchy of one street."""
    start, higher = _contracted(np.array([0, 1, 1]), np.array([1]))
    shape = Hierarchy(
        rank=np.arange(2),
        start=start.astype(np.int32),
        higher=higher,
        third=_triangles(start, higher),
        cell_there=np.array([UP]),
        cell_back=np.array([DOWN]),
    )
    shape.weighted(np.array([10]))
    return shape
