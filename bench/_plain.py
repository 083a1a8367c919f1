"""The same streets for a plain search backwards from a door, worked out without the hierarchy."""

from typing import Any

import numpy as np
from scipy.sparse import csr_array

from kaketsuke.engine.travel.roads import joining, provider


class Plain:
    """Streets and their milliseconds as a graph of scipy's."""

    def __init__(self, roads: provider.Roads, weighting: provider.Weighting) -> None:
        self.streets, self.ms = roads.network, weighting.street_ms
        self.size = len(self.streets.latitude)
        there, back = np.flatnonzero(self.streets.forward), np.flatnonzero(self.streets.backward)
        tail = np.concatenate([self.streets.tail[there], self.streets.head[back]])
        head = np.concatenate([self.streets.head[there], self.streets.tail[back]])
        ms = np.concatenate([self.ms[there], self.ms[back]])
        # Of streets between the same junctions the shortest counts; a sparse array would add them.
        order = np.lexsort((ms, tail, head))
        first = np.ones(len(order), np.bool_)
        first[1:] = (np.diff(head[order]) != 0) | (np.diff(tail[order]) != 0)
        kept = order[first]
        self.tail, self.head, self.arcs = tail[kept], head[kept], ms[kept].astype(np.float64)

    def ends(self, at: Any, *, leaving: bool) -> tuple[Any, Any]:
        """The head and the tail of each place's street, and the ms there or from there."""
        ms = self.ms[at.street]
        onward, back = np.rint(at.along * ms), np.rint((1.0 - at.along) * ms)
        head, tail = (ms - onward, ms - back) if leaving else (back, onward)
        forward, backward = self.streets.forward[at.street], self.streets.backward[at.street]
        if not leaving:
            forward, backward = backward, forward
        return (
            np.stack([self.streets.head[at.street], self.streets.tail[at.street]]),
            np.stack([np.where(forward, head, np.inf), np.where(backward, tail, np.inf)]),
        )

    def graph(self, door: Any) -> Any:
        """The graph turned round, with the door as its last node."""
        junction, ms = self.ends(door, leaving=False)
        usable = np.isfinite(ms[:, 0])
        origins = np.concatenate([self.head, np.full(usable.sum(), self.size)])
        ends = np.concatenate([self.tail, junction[usable, 0]])
        # A way of no length would be none in a sparse array: all are longer by a hair.
        weights = np.concatenate([self.arcs, ms[usable, 0]]) + 1e-6
        return csr_array((weights, (origins, ends)), shape=(self.size + 1,) * 2)

    def times(self, found: Any, here: Any, there: Any) -> Any:
        """Seconds from all places, from what the search says of the junctions.

        Not a number where a place is on the door's own street.
        """
        junction, ms = self.ends(here, leaving=True)
        least = np.rint(np.fmin(found[junction[0]] + ms[0], found[junction[1]] + ms[1]))
        seconds = least / 1000 + (here.metres + there.metres[0]) * 3.6 / joining.OFF_ROAD_KMH
        return np.where(here.street == there.street[0], np.nan, seconds)
