"""How long is the way on roads? Exact times by customizable contraction hierarchies.

A place is moved to the nearest street and the way to that street counts at walking pace of a car
that looks for a house. From there times are exact to the millisecond: the same as a plain search
over the whole graph would find, in a small part of its time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.travel import speeds
from kaketsuke.engine.travel.places import Places, Seconds
from kaketsuke.engine.travel.roads import joining
from kaketsuke.engine.travel.roads import network as networks
from kaketsuke.engine.travel.roads.extract import RoadsUnusable
from kaketsuke.engine.travel.roads.network import Network
from kaketsuke.engine.travel.roads.snapping import Grid, Snapped

LONGEST_MS: Final = 100_000_000  # of one street: more than a day; sums stay far below 2 to the 31
KEPT_WEIGHTINGS: Final = 3  # hours with the same speeds share one
KEPT_CREWS: Final = 4  # sets of places whose streets are remembered
REMEMBERED_FROM: Final = 32  # smaller sets are found again as quickly as they are looked up

Milliseconds = NDArray[np.int64]


def read(path: Path) -> Roads:
    """Return the provider for a file made by `build`. Raises: RoadsUnusable."""
    return Roads(networks.read(path))


def hierarchies() -> Any:
    """Return the package of the contraction hierarchies.

    Raises:
        RoadsUnusable: where it is not installed.
    """
    try:
        import routingkit_cch  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise RoadsUnusable(
            "travel times on roads need the package routingkit-cch: pip install 'kaketsuke[roads]'"
        ) from None
    return routingkit_cch


def ordered(network: Network) -> Network:
    """Return the network with a good order of contraction. Raises: RoadsUnusable."""
    order = hierarchies().compute_order_inertial(
        len(network.latitude),
        network.tail.tolist(),
        network.head.tolist(),
        network.latitude.tolist(),
        network.longitude.tolist(),
    )
    return replace(network, order=np.array(order, np.int32))


def milliseconds(network: Network, table: speeds.RoadSpeeds, hour: int) -> Milliseconds:
    """Return what each street takes at that hour; posted limits hold for the free speed.

    Raises:
        SpeedsUnusable: where the table lacks a class of road.
    """
    free, share = np.array(table.of(network.classes, hour)).T
    limit = np.where(network.limit_kmh > 0, network.limit_kmh, np.inf)
    kmh = np.minimum(free[network.road], limit) * share[network.road]
    taken = np.rint(network.length_m * (3_600.0 / kmh))
    ms: Milliseconds = np.clip(taken, 1, LONGEST_MS).astype(np.int64)
    return ms


class Weighting:
    """The network with one set of times: what the searches of one hour run on.

    Each thread has searches of its own, which remember the places they were last pinned to.
    """

    def __init__(
        self, package: Any, hierarchy: Any, arcs: _Arcs, streets: joining.Streets, ms: Milliseconds
    ) -> None:
        """Customise the hierarchy to the milliseconds of each street."""
        self._package, self._streets = package, streets
        self.street_ms = ms
        self.metric = package.CCHMetric(hierarchy, ms[arcs.street].tolist())
        self._own = threading.local()

    def between(self, here: Snapped, there: Snapped) -> Seconds:
        """Return seconds[n, m] between places on streets: the more numerous side is pinned."""
        turned = len(here.street) < len(there.street)
        pinned, asked = (there, here) if turned else (here, there)
        ends = joining.ends(self._streets, self.street_ms, asked, leaving=turned)
        search, pinned_ms = self._pinned(pinned, turned=turned)
        ask = search.distances_from_multi if turned else search.distances_to_multi
        found = np.array([ask(pairs) for pairs in _pairs(ends)], dtype=np.float64)
        return joining.joined(
            found, pinned_ms, self._streets, self.street_ms, here, there, turned=turned
        )

    def _pinned(self, at: Snapped, *, turned: bool) -> tuple[Any, joining.Floats]:
        """Return this thread's search pinned to the places, and the ms to or from their ends."""
        kept = getattr(self._own, "from_one" if turned else "to_one", None)
        if kept is not None and kept.at is at:
            return kept.search, kept.ms
        junctions, ms = joining.ends(self._streets, self.street_ms, at, leaving=not turned)
        pins = junctions.ravel().tolist()
        if kept is None:
            kind = self._package.CCHOneToMany if turned else self._package.CCHManyToOne
            search = kind(self.metric, pins)
        else:
            search = kept.search
            (search.repin_targets if turned else search.repin_sources)(pins)
        setattr(self._own, "from_one" if turned else "to_one", _Pinned(search, at, ms))
        return search, ms


@dataclass(frozen=True, slots=True, eq=False)
class _Pinned:
    """A search and the places that it is pinned to."""

    search: Any
    at: Snapped
    ms: joining.Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Arcs:
    """Streets as one or two arcs, one for each direction that may be driven."""

    tail: list[int]
    head: list[int]
    street: NDArray[np.int64]


def _arcs(network: Network) -> _Arcs:
    there, back = np.flatnonzero(network.forward), np.flatnonzero(network.backward)
    return _Arcs(
        np.concatenate([network.tail[there], network.head[back]]).tolist(),
        np.concatenate([network.head[there], network.tail[back]]).tolist(),
        np.concatenate([there, back]),
    )


class Roads:
    """Travel times on the roads of one network. Safe to use from several threads."""

    def __init__(
        self, network: Network, *, table: tuple[speeds.RoadSpeeds, ...] | None = None
    ) -> None:
        """Build the hierarchy.

        Raises:
            RoadsUnusable: where the package for it is not installed.
        """
        self._package = hierarchies()
        self.network, self.grid = network, Grid(network)
        self._table = table or speeds.road_speeds()
        self.arcs, self.streets = _arcs(network), joining.streets(network)
        order, arcs = network.order.tolist(), self.arcs
        # Every arc stays in the hierarchy: another hour may open what no hour has used.
        self.hierarchy = self._package.CCH(
            order, arcs.tail, arcs.head, filter_always_inf_arcs=False
        )
        self._kept: OrderedDict[Any, Weighting] = OrderedDict()
        self._snapped: OrderedDict[bytes, Snapped] = OrderedDict()
        self._lock = threading.Lock()

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m]; infinite where a place is off the roads or no way leads.

        Raises:
            ValueError: where `depart_at` has no time zone.
            RoadsUnusable: where the search breaks off.
        """
        weighting = self.weighting(depart_at)
        if not (len(origins) and len(destinations)):
            return np.full((len(origins), len(destinations)), np.inf)
        here, there = self.snap(origins), self.snap(destinations)
        try:
            return weighting.between(here, there)
        except Exception:
            raise
        except BaseException as fault:
            # The package's own alarm is no ordinary exception, and would end the whole process.
            if type(fault).__name__ != "PanicException":
                raise
            raise RoadsUnusable("the search on roads broke off") from None

    def snap(self, rows: Places) -> Snapped:
        """Return the nearest streets; of many places at once it is remembered, case after case."""
        if len(rows) < REMEMBERED_FROM:
            return self.grid.snap(rows)
        key = rows.tobytes()
        found = self._snapped.get(key)
        if found is None:
            found = self.grid.snap(rows)
            with self._lock:
                self._snapped[key] = found
                while len(self._snapped) > KEPT_CREWS:
                    self._snapped.popitem(last=False)
        return found

    def covers(self, rows: Places) -> NDArray[np.bool_]:
        """Return which places lie at the roads that are known."""
        return self.snap(rows).street >= 0

    def weighting(self, depart_at: datetime) -> Weighting:
        """Return the times of that hour, kept for the next question."""
        table = speeds.in_force(self._table, speeds.local_day(depart_at))
        hour = speeds.local_hour(depart_at)
        key = table.of(self.network.classes, hour)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self.weighted(milliseconds(self.network, table, hour))
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT_WEIGHTINGS:
                self._kept.popitem(last=False)
            return self._kept[key]

    def weighted(self, street_ms: Milliseconds) -> Weighting:
        """Return the network with these times for all streets, such as traffic tells."""
        return Weighting(self._package, self.hierarchy, self.arcs, self.streets, street_ms)


def _pairs(ends: joining.Ends) -> list[list[tuple[int, int]]]:
    """Return for each place its junctions with the milliseconds.

    A place off the roads stands at any junction: the searches want one, nobody reads what they say.
    """
    return [
        [(junction, int(ms)) for junction, ms in zip(both, taken, strict=True) if ms < np.inf]
        or [(0, 0)]
        for both, taken in zip(ends[0].T.tolist(), ends[1].T.tolist(), strict=True)
    ]
