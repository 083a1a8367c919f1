"""From a place on a street to its junctions and from there on, in compiled loops.

A place reaches the rest of the network over the junctions at the two ends of its street, as far as
the street may be driven that way; two places on one street may also reach each other directly.
Everything is in whole milliseconds, so that sums are exact.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import compiled
from kaketsuke.engine.travel.places import Seconds
from kaketsuke.engine.travel.roads import snapping
from kaketsuke.engine.travel.roads.network import Network
from kaketsuke.engine.travel.roads.snapping import Snapped

OFF_ROAD_KMH: Final = 10.0

Milliseconds = NDArray[np.int64]
Floats = NDArray[np.float64]
Streets = NDArray[np.int64]  # [streets, 4] tail, head, may be driven forward, backward
Ends = tuple[NDArray[np.int64], Floats]  # [2, n] junctions, ms (infinite: not so)
TAIL, HEAD, FORWARD, BACKWARD = range(4)


def streets(network: Network) -> Streets:
    """Return the streets as rows, so that one look fetches all of one."""
    columns = (network.tail, network.head, network.forward, network.backward)
    return np.ascontiguousarray(np.stack(columns, axis=1), dtype=np.int64)


def ends(rows: Streets, street_ms: Milliseconds, at: Snapped, *, leaving: bool) -> Ends:
    """Return the junctions of each place's street, the head first, and the ms to or from them."""
    return _ends(rows, street_ms, at.street, at.along, leaving)


def joined(
    found: Floats,
    pinned_ms: Floats,
    rows: Streets,
    street_ms: Milliseconds,
    here: Snapped,
    there: Snapped,
    *,
    turned: bool,
) -> Seconds:
    """Return seconds[n, m]: over the junctions or directly, whichever is shorter.

    `found[q, p]` are ms between the q-th place and the p-th end of the others: those are the
    destinations where `turned`, else the origins. Not a number where no way leads.
    """
    return _joined(
        found,
        pinned_ms,
        rows,
        street_ms,
        (here.street, here.along, here.metres),
        (there.street, there.along, there.metres),
        turned,
    )


@compiled
def _from_tail(street_ms: Milliseconds, street: int, along: float) -> float:  # pragma: no cover
    return np.rint(along * street_ms[street])  # type: ignore[no-any-return]


@compiled
def _from_head(street_ms: Milliseconds, street: int, along: float) -> float:  # pragma: no cover
    return np.rint((1.0 - along) * street_ms[street])  # type: ignore[no-any-return]


@compiled
def _ends(
    rows: Streets,
    street_ms: Milliseconds,
    street: NDArray[np.int64],
    along: Floats,
    leaving: bool,  # noqa: FBT001 - compiled functions take no keywords
) -> Ends:  # pragma: no cover
    count = len(street)
    junction, ms = np.zeros((2, count), np.int64), np.full((2, count), np.inf)
    for each in range(count):
        at = street[each]
        if at < 0:
            continue
        whole, row = street_ms[at], rows[at]
        from_tail = _from_tail(street_ms, at, along[each])
        from_head = _from_head(street_ms, at, along[each])
        junction[0, each], junction[1, each] = row[HEAD], row[TAIL]
        if row[FORWARD]:
            ms[0 if leaving else 1, each] = whole - from_tail if leaving else from_tail
        if row[BACKWARD]:
            ms[1 if leaving else 0, each] = whole - from_head if leaving else from_head
    return junction, ms


@compiled
def _joined(
    found: Floats,
    pinned_ms: Floats,
    rows: Streets,
    street_ms: Milliseconds,
    here: tuple[NDArray[np.int64], Floats, Floats],
    there: tuple[NDArray[np.int64], Floats, Floats],
    turned: bool,  # noqa: FBT001 - compiled functions take no keywords
) -> Seconds:  # pragma: no cover
    n, m = len(here[0]), len(there[0])
    seconds = np.full((n, m), np.inf)
    count = m if turned else n
    for i in range(n):
        for j in range(m):
            if here[0][i] < 0 or there[0][j] < 0:
                continue
            asked, pinned = (i, j) if turned else (j, i)
            best = np.inf
            for end in range(2):
                ms = found[asked, end * count + pinned] + pinned_ms[end, pinned]
                if ms < best:  # never so where it is not a number
                    best = ms
            if here[0][i] == there[0][j]:
                best = min(best, _direct(rows, street_ms, here[0][i], here[1][i], there[1][j]))
            off = (here[2][i] + there[2][j]) * (3.6 / OFF_ROAD_KMH)
            seconds[i, j] = best / 1_000.0 + off
    return seconds


@compiled
def _direct(
    rows: Streets, street_ms: Milliseconds, street: int, here: float, there: float
) -> float:  # pragma: no cover
    """Return the ms between two places on one street without leaving it."""
    best = np.inf
    ahead = _from_tail(street_ms, street, there) - _from_tail(street_ms, street, here)
    if rows[street, FORWARD] and ahead >= 0.0:
        best = ahead
    behind = _from_head(street_ms, street, there) - _from_head(street_ms, street, here)
    if rows[street, BACKWARD] and behind >= 0.0:
        best = min(best, behind)
    return best


def warm_up() -> None:
    """Compile the loops for roads, or load them as compiled before."""
    snapping.warm_up()
    rows, ms = np.array([[0, 1, 1, 1]]), np.array([10])
    at = Snapped(np.array([0]), np.array([0.5]), np.array([0.0]))
    leaving = ends(rows, ms, at, leaving=True)
    joined(np.zeros((1, 2)), leaving[1], rows, ms, at, at, turned=False)
