"""From places on streets to each other over the hierarchy, in compiled loops.

A place reaches the rest of the network over the junctions at the two ends of its street, as far as
the street may be driven that way; two places on one street may also reach each other directly.
Everything is in whole milliseconds, so that sums are exact.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import compiled, inlined
from kaketsuke.engine.travel.places import Seconds
from kaketsuke.engine.travel.roads import hierarchy, snapping
from kaketsuke.engine.travel.roads.hierarchy import DOWN, HIGHER, NO_WAY, UP, Arcs, Small
from kaketsuke.engine.travel.roads.network import Network
from kaketsuke.engine.travel.roads.snapping import Snapped

OFF_ROAD_KMH: Final = 10.0

Milliseconds = NDArray[np.int64]
Floats = NDArray[np.float64]
Streets = NDArray[np.int32]  # [streets, 4] tail, head, ms from tail to head, and back; NOT_SO
Ends = tuple[NDArray[np.int64], Floats]  # [2, n] junctions, ms (infinite: not so)
Labels = NDArray[np.int32]  # [junctions, 2] ms, and by which question they were last set
Spots = tuple[NDArray[np.int64], Floats, Floats]  # what `Snapped` holds
TAIL, HEAD, FORWARD, BACKWARD = range(4)
MS, ASKED = 0, 1
NOT_SO: Final = -1  # instead of milliseconds: may not be driven that way
MOST_QUESTIONS: Final = 2_000_000_000  # before a slate is wiped


def streets(network: Network, number: NDArray[np.int64], street_ms: Milliseconds) -> Streets:
    """Return the streets as rows, so that one look fetches all of one; junctions by number."""
    rows = np.empty((len(street_ms), 4), np.int32)
    rows[:, TAIL], rows[:, HEAD] = number[network.tail], number[network.head]
    rows[:, FORWARD] = np.where(network.forward, street_ms, NOT_SO)
    rows[:, BACKWARD] = np.where(network.backward, street_ms, NOT_SO)
    return rows


def ends(rows: Streets, at: Snapped, *, leaving: bool) -> Ends:
    """Return the junctions of each place's street, the head first, and the ms to or from them."""
    return _ends(rows, at.street, at.along, leaving)


class Slate:
    """What a search writes on: one for each thread."""

    def __init__(self, junctions: int) -> None:
        """Make room for so many junctions."""
        self.labels = np.zeros((junctions, 2), np.int32)
        self.union = np.zeros(junctions, np.int32)
        self.asked = np.zeros(1, np.int64)  # how many questions there were


def times(
    start: Small, arcs: Arcs, rows: Streets, here: Snapped, there: Snapped, slate: Slate
) -> Seconds:
    """Return seconds[n, m] over the junctions or directly, whichever is shorter."""
    return _times(
        start,
        arcs,
        rows,
        (here.street, here.along, here.metres),
        (there.street, there.along, there.metres),
        (slate.labels, slate.union, slate.asked),
    )


@compiled
def _ends(
    rows: Streets,
    street: NDArray[np.int64],
    along: Floats,
    leaving: bool,  # noqa: FBT001 - compiled functions take no keywords
) -> Ends:  # pragma: no cover
    count = len(street)
    junction, ms = np.zeros((2, count), np.int64), np.full((2, count), np.inf)
    for each in range(count):
        if street[each] < 0:
            continue
        row = rows[street[each]]
        forward, backward, share = row[FORWARD], row[BACKWARD], along[each]
        junction[0, each], junction[1, each] = row[HEAD], row[TAIL]
        if forward != NOT_SO:
            from_tail = np.rint(share * forward)
            ms[0 if leaving else 1, each] = forward - from_tail if leaving else from_tail
        if backward != NOT_SO:
            from_head = np.rint((1.0 - share) * backward)
            ms[1 if leaving else 0, each] = backward - from_head if leaving else from_head
    return junction, ms


@compiled
def _times(
    start: Small,
    arcs: Arcs,
    rows: Streets,
    here: Spots,
    there: Spots,
    slate: tuple[Labels, Small, NDArray[np.int64]],
) -> Seconds:  # pragma: no cover
    """Return seconds[n, m]: the less numerous side is asked one by one, the other swept at once."""
    n, m = len(here[0]), len(there[0])
    labels, union, asked = slate
    if asked[0] + n + m > MOST_QUESTIONS:
        labels[:, ASKED], asked[0] = 0, 0
    turned = n < m
    ones, many = (here, there) if turned else (there, here)
    one_ends = _ends(rows, ones[0], ones[1], turned)
    many_ends = _ends(rows, many[0], many[1], not turned)
    asked[0] += 1
    swept = _gather(start, arcs, many_ends, labels, union, asked[0])
    seconds = np.full((n, m), np.inf)
    for one in range(len(ones[0])):
        if ones[0][one] < 0:
            continue
        asked[0] += 1
        _climb(start, arcs, one_ends, one, labels, asked[0], UP if turned else DOWN)
        _sweep(start, arcs, labels, union[:swept], asked[0], DOWN if turned else UP)
        for other in range(len(many[0])):
            if many[0][other] < 0:
                continue
            i, j = (one, other) if turned else (other, one)
            best = _over_ends(labels, many_ends, other)
            if here[0][i] == there[0][j]:
                best = min(best, _direct(rows[here[0][i]], here[1][i], there[1][j]))
            off = (here[2][i] + there[2][j]) * (3.6 / OFF_ROAD_KMH)
            seconds[i, j] = best / 1_000.0 + off
    return seconds


@inlined
def _over_ends(labels: Labels, at: Ends, each: int) -> float:  # pragma: no cover
    """Return the ms over the better end of the place's street, infinite where no way leads."""
    best = np.inf
    for end in range(2):
        if at[1][end, each] < np.inf:
            best = min(best, at[1][end, each] + labels[at[0][end, each], MS])
    return best if best < NO_WAY else np.inf


@inlined
def _above(start: Small, arcs: Arcs, rank: int) -> int:  # pragma: no cover
    """Return the parent of a junction, -1 at a root."""
    return arcs[start[rank], HIGHER] if start[rank] < start[rank + 1] else -1


@inlined
def _gather(
    start: Small, arcs: Arcs, at: Ends, labels: Labels, union: Small, question: int
) -> int:  # pragma: no cover
    """Note all junctions above the places, each once and after those above it; return how many."""
    junction, ms = at
    count = 0
    for each in range(junction.shape[1]):
        for end in range(2):
            if ms[end, each] == np.inf:
                continue
            rank, first = junction[end, each], count
            while rank >= 0 and labels[rank, ASKED] != question:
                labels[rank, ASKED] = question
                union[count] = rank
                count += 1
                rank = _above(start, arcs, rank)
            union[first:count] = union[first:count][::-1].copy()
    return count


@inlined
def _climb(
    start: Small,
    arcs: Arcs,
    at: Ends,
    each: int,
    labels: Labels,
    question: int,
    side: int,
) -> None:  # pragma: no cover
    """Label the junctions above one place with the ms over ever higher junctions."""
    junction, ms = at
    _wipe(start, arcs, junction[:, each], labels, question)
    for end in range(2):
        rank = junction[end, each]
        if ms[end, each] == np.inf:
            continue
        labels[rank, MS] = min(labels[rank, MS], np.int64(ms[end, each]))
        # The second chain passes the junctions that it shares with the first once more.
        while rank >= 0:
            so_far = np.int64(labels[rank, MS])
            if so_far < NO_WAY:
                for arc in range(start[rank], start[rank + 1]):
                    further = so_far + arcs[arc, side]
                    if further < labels[arcs[arc, HIGHER], MS]:
                        labels[arcs[arc, HIGHER], MS] = further
            rank = _above(start, arcs, rank)


@inlined
def _wipe(
    start: Small, arcs: Arcs, junctions: NDArray[np.int64], labels: Labels, question: int
) -> None:  # pragma: no cover
    """Label all above some junctions: no way known yet."""
    for junction in junctions:
        rank = junction
        while rank >= 0 and labels[rank, ASKED] != question:
            labels[rank, ASKED], labels[rank, MS] = question, NO_WAY
            rank = _above(start, arcs, rank)


@inlined
def _sweep(
    start: Small,
    arcs: Arcs,
    labels: Labels,
    gathered: Small,
    question: int,
    side: int,
) -> None:  # pragma: no cover
    """Label all gathered junctions, the highest first, with the ms over higher ones."""
    for rank in gathered:
        best = np.int64(NO_WAY)
        if labels[rank, ASKED] == question:
            best = np.int64(labels[rank, MS])
        for arc in range(start[rank], start[rank + 1]):
            further = np.int64(labels[arcs[arc, HIGHER], MS]) + arcs[arc, side]
            best = min(best, further)
        labels[rank, MS] = best


@inlined
def _direct(row: Streets, here: float, there: float) -> float:  # pragma: no cover
    """Return the ms between two places on one street without leaving it."""
    best = np.inf
    forward, backward = row[FORWARD], row[BACKWARD]
    ahead = np.rint(there * forward) - np.rint(here * forward)
    if forward != NOT_SO and ahead >= 0.0:
        best = ahead
    behind = np.rint((1.0 - there) * backward) - np.rint((1.0 - here) * backward)
    if backward != NOT_SO and behind >= 0.0:
        best = min(best, behind)
    return best


def warm_up() -> None:
    """Compile the loops for roads, or load them as compiled before."""
    snapping.warm_up()
    shape = hierarchy.warm_up()
    rows, street_ms = np.array([[0, 1, 10, 10]], np.int32), np.array([10])
    at = Snapped(np.array([0]), np.array([0.5]), np.array([0.0]))
    ends(rows, at, leaving=True)
    found = times(shape.start, shape.weighted(street_ms), rows, at, at, Slate(2))
    assert found[0, 0] == 0.0  # noqa: S101 - a loop that was compiled wrongly must not serve
