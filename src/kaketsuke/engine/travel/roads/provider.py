"""How long is the way on roads? Exact times by customizable contraction hierarchies.

A place is moved to the nearest street and the way to that street counts at walking pace of a car
that looks for a house. From there times are exact to the millisecond: the same as a plain search
over the whole graph would find, in a small part of its time.
"""

from __future__ import annotations

import itertools
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
from kaketsuke.engine.travel.roads import districts, hierarchy, joining
from kaketsuke.engine.travel.roads import network as networks
from kaketsuke.engine.travel.roads.extract import RoadsUnusable
from kaketsuke.engine.travel.roads.network import Network
from kaketsuke.engine.travel.roads.remembered import Remembered
from kaketsuke.engine.travel.roads.snapping import STREET, Grid

LONGEST_MS: Final = 100_000_000  # of one street: more than a day; sums stay far below 2 to the 31
KEPT_WEIGHTINGS: Final = 3  # hours with the same speeds share one
KEPT_CREWS: Final = 4  # sets of places whose streets are remembered
REMEMBERED_FROM: Final = 32  # smaller sets are found again as quickly as they are looked up

Milliseconds = NDArray[np.int64]


def read(path: Path) -> Roads:
    """Return the provider for a file made by `build`. Raises: RoadsUnusable."""
    return Roads(networks.read(path))


def ordering() -> Any:
    """Return the package that finds a good order of contraction.

    Raises:
        RoadsUnusable: where it is not installed.
    """
    try:
        import routingkit_cch  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise RoadsUnusable(
            "building a file of roads needs the package routingkit-cch: "
            "pip install 'kaketsuke[roads]'"
        ) from None
    return routingkit_cch


def ordered(network: Network) -> Network:
    """Return the network with a good order of contraction. Raises: RoadsUnusable."""
    order = ordering().compute_order_inertial(
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


@dataclass(frozen=True, slots=True)
class Asked:
    """Places that are asked for, and the number by which many are remembered; few have none."""

    side: joining.Side
    number: int = 0


class Weighting:
    """The network with one set of times: what the searches of one hour run on."""

    def __init__(self, roads: Roads, ms: Milliseconds) -> None:
        """Take in the milliseconds of each street."""
        self._roads, self.street_ms = roads, ms
        self._graph = roads.hierarchy.weighted(ms)
        self._streets = joining.timed(roads.streets, roads.network, ms)
        self._reached = Remembered[tuple[int, bool], joining.Reach](KEPT_CREWS)

    def between(self, here: Asked, there: Asked) -> Seconds:
        """Return seconds[n, m] between places; what was not known of them is found."""
        roads, turned = self._roads, len(here.side[1]) < len(there.side[1])
        key = (there if turned else here).number, turned
        kept = self._reached.get(key) if key[0] else None
        graph, streets = self._graph, self._streets
        known = (kept or joining.UNKNOWN, roads.grid.cells, graph, streets, roads.slate())
        seconds, reach = joining.seconds(here.side, there.side, *known)
        if key[0] and kept is None:
            self._reached.keep(key, reach)
        return seconds


class Roads:
    """Travel times on the roads of one network. Safe to use from several threads."""

    def __init__(
        self,
        network: Network,
        *,
        table: tuple[speeds.RoadSpeeds, ...] | None = None,
        largest_district: int = districts.LARGEST,
    ) -> None:
        """Build the hierarchy."""
        self.network, self.grid = network, Grid(network)
        self._table = table or speeds.road_speeds()
        self.hierarchy = hierarchy.build(network, largest_district)
        self.streets = joining.joined(network, self.hierarchy)
        self._own = threading.local()
        self._kept: OrderedDict[Any, Weighting] = OrderedDict()
        self._latest: tuple[float, Weighting] | None = None  # and its hour since 1970
        self._known, self._numbers = Remembered[bytes, Asked](KEPT_CREWS), itertools.count(1)
        self._lock = threading.Lock()

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m]; infinite where a place is off the roads or no way leads.

        Raises:
            ValueError: where `depart_at` has no time zone.
        """
        weighting = self.weighting(depart_at)
        if not (len(origins) and len(destinations)):
            return np.full((len(origins), len(destinations)), np.inf)
        here, there = self._asked(origins), self._asked(destinations)
        seconds = weighting.between(here, there)
        self._remember(here)
        self._remember(there)
        return seconds

    def covers(self, rows: Places) -> NDArray[np.bool_]:
        """Return which places lie at the roads that are known."""
        asked = self._asked(rows)
        unknown, spots = asked.side
        if len(unknown):
            spots[:] = self.grid.snap(unknown).spots
            self._remember(asked)
        covered: NDArray[np.bool_] = spots[:, STREET] >= 0
        return covered

    def _asked(self, rows: Places) -> Asked:
        """Return the places to be found and their spots; of many at once these are remembered."""
        rows = np.ascontiguousarray(rows, dtype=np.float64)
        known = self._known.get(rows.tobytes()) if len(rows) >= REMEMBERED_FROM else None
        return known or Asked((rows, np.empty((len(rows), 3))))

    def _remember(self, asked: Asked) -> None:
        """Keep the spots of many places that were found just now, for the next case."""
        rows, spots = asked.side
        if len(rows) >= REMEMBERED_FROM:
            self._known.keep(rows.tobytes(), Asked((rows[:0], spots), next(self._numbers)))

    def weighting(self, depart_at: datetime) -> Weighting:
        """Return the times of that hour, kept for the next question.

        Raises:
            ValueError: where the moment has no time zone.
        """
        kept = self._latest
        if depart_at.tzinfo is not None and kept and kept[0] == depart_at.timestamp() // 3_600:
            return kept[1]  # hours of Tokyo begin with those of the world
        table = speeds.in_force(self._table, speeds.local_day(depart_at))
        hour = speeds.local_hour(depart_at)
        key = table.of(self.network.classes, hour)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self.weighted(milliseconds(self.network, table, hour))
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT_WEIGHTINGS:
                self._kept.popitem(last=False)
            self._latest = (depart_at.timestamp() // 3_600, self._kept[key])
            return self._kept[key]

    def weighted(self, street_ms: Milliseconds) -> Weighting:
        """Return the network with these times for all streets, such as traffic tells."""
        return Weighting(self, street_ms)

    def slate(self) -> joining.Slate:
        """Return what this thread's searches write on."""
        slate: joining.Slate | None = getattr(self._own, "slate", None)
        if slate is None:
            slate = self._own.slate = joining.slate(len(self.network.latitude))
        return slate
