"""The contraction hierarchy of a network: its shape once, its times anew for every hour.

Junctions are numbered in the order of contraction. Each has arcs to higher junctions only: its
streets, and shortcuts that stand for ways over lower junctions. The first arc leads to its parent;
all others end on the chain of parents from there up to the root. The shape knows no times; taking
in new ones looks once at every triangle of arcs (Dibbelt, Strasser, Wagner: Customizable
Contraction Hierarchies, 2016).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import ONE, compiled, index, inlined
from kaketsuke.engine.travel.roads import districts
from kaketsuke.engine.travel.roads.districts import (
    DOWN,
    FIRST,
    HIGHER,
    NO_WAY,
    UP,
    Arcs,
    Districts,
    Integers,
    Rows,
    Small,
    Table,
)
from kaketsuke.engine.travel.roads.network import Network

Milliseconds = NDArray[np.int64]
# What searches run on for one set of times: the parent of each junction, where its arcs begin, the
# arcs; the districts, their gates, and the ms from each junction to its gates and from them.
Graph = tuple[Small, Small, Arcs, Table, Small, tuple[Rows, Rows]]


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """Junctions by rank; arcs by their lower end, then by their higher one."""

    rank: Integers  # [junctions] the place of each in the order
    parents: Small  # [junctions] -1 at a root
    start: Small  # [junctions + 1] where the arcs of each begin
    arcs: Arcs  # without any times
    third: Small  # [triangles] for each two arcs of one junction the arc between their higher ends
    districts: Districts
    cell_there: Integers  # [streets] arc * 3 + UP or DOWN when driven from tail to head
    cell_back: Integers  # [streets] and from head to tail; -1 where that is forbidden

    def weighted(self, street_ms: Milliseconds) -> Graph:
        """Return the milliseconds of every arc and to every gate when the streets take so many."""
        arcs, table = self.arcs.copy(), self.districts.table
        to_gates, from_gates = np.empty((2, table[-1, districts.ROW]), np.int32)
        _take_in(arcs.reshape(-1), self.cell_there, self.cell_back, street_ms)
        _customise(self.start, self.third, table, arcs, to_gates, from_gates)
        return self.parents, self.start, arcs, table, self.districts.gates, (to_gates, from_gates)


def build(network: Network, largest: int = districts.LARGEST) -> Hierarchy:
    """Return the hierarchy of a network in its order, with districts of at most so many."""
    size = len(network.latitude)
    rank = np.empty(size, np.int64)
    rank[network.order] = np.arange(size)
    start, higher, _ = _arcs(network, rank)
    again, first = districts.ranked(_parents(start, higher), largest)
    rank = again[rank]
    start, higher, cell = _arcs(network, rank)
    arcs = np.full((len(higher), 3), NO_WAY, np.int32)
    arcs[:, HIGHER] = higher
    rises = rank[network.tail] < rank[network.head]
    return Hierarchy(
        rank=rank,
        parents=_parents(start, higher),
        start=start.astype(np.int32),
        arcs=arcs,
        third=_triangles(start, higher),
        districts=districts.divided(start, higher, first),
        cell_there=np.where(network.forward, cell + np.where(rises, UP, DOWN), -1),
        cell_back=np.where(network.backward, cell + np.where(rises, DOWN, UP), -1),
    )


def _arcs(network: Network, rank: Integers) -> tuple[Integers, Small, Integers]:
    """Return where the arcs of each junction begin, their higher ends; the cell of each street."""
    size, tail, head = len(rank), rank[network.tail], rank[network.head]
    streets = np.minimum(tail, head) * size + np.maximum(tail, head)
    lower, upper = np.divmod(np.unique(streets), size)
    start, higher = _contracted(np.searchsorted(lower, np.arange(size + 1)), upper)
    arcs = np.repeat(np.arange(size), np.diff(start)) * size + higher
    return start, higher, np.searchsorted(arcs, streets) * 3


def _parents(start: Integers, higher: Small) -> Small:
    parents = np.full(len(start) - 1, -1, np.int32)
    below = np.flatnonzero(start[:-1] < start[1:])
    parents[below] = higher[start[below]]
    return parents


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
def _customise(
    start: Small, third: Small, table: Table, arcs: Arcs, to_gates: Rows, from_gates: Rows
) -> None:  # pragma: no cover
    """Learn the times of all arcs from the lowest up, and of each district's way to its gates."""
    triangle, above = index(0), len(table) - 1
    for district in range(above):
        ends = table[district + 1, FIRST]
        triangle = _shorten(start, third, arcs, triangle, table[district, FIRST], ends)
        districts.reach_gates(start, arcs, table, district, to_gates, from_gates)
    _shorten(start, third, arcs, triangle, table[above, FIRST], len(start) - 1)


@inlined
def _shorten(
    start: Small, third: Small, arcs: Arcs, triangle: np.uint64, first: int, end: int
) -> np.uint64:  # pragma: no cover
    """Let every way over one of these junctions shorten the arc above; return the next."""
    for low in range(first, end):
        ends = index(start[low + 1])
        for one in range(index(start[low]), ends):
            up, down = arcs[one, UP], arcs[one, DOWN]
            for other in range(one + ONE, ends):
                arc = index(third[triangle])
                triangle += ONE
                rising, falling = down + arcs[other, UP], arcs[other, DOWN] + up
                if rising < arcs[arc, UP]:
                    arcs[arc, UP] = rising
                if falling < arcs[arc, DOWN]:
                    arcs[arc, DOWN] = falling
    return triangle


def warm_up() -> Hierarchy:
    """Compile the loops, or load them as compiled before; return a hierarchy of one street."""
    start, higher = _contracted(np.array([0, 1, 1]), np.array([1]))
    _, first = districts.ranked(_parents(start, higher), 1)
    arcs = np.array([[1, NO_WAY, NO_WAY]], np.int32)
    shape = Hierarchy(
        rank=np.arange(2),
        parents=_parents(start, higher),
        start=start.astype(np.int32),
        arcs=arcs,
        third=_triangles(start, higher),
        districts=districts.divided(start, higher, first),
        cell_there=np.array([UP]),
        cell_back=np.array([DOWN]),
    )
    shape.weighted(np.array([10]))
    return shape
