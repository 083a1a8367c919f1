"""Road times from coordinates: how much faster than a plain search over the same graph?

Product: 200 technicians and one door as latitude and longitude to seconds, streets found on the
way. Reference: scipy's Dijkstra from the door over the same graph, the door's street found before.
Alternating; all 200 times must be the same to the millisecond. And new speeds for the whole
network against the bare re-weighting of the package. Numbers after the name choose how many
blocks each way the made city has. Takes some 10 seconds.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from bench import _city
from bench._plain import Plain
from kaketsuke.engine.travel import speeds
from kaketsuke.engine.travel.roads import extract, joining, network, provider

TECHNICIANS, DOORS, ROUNDS, BLOCKS = 200, 40, 7, (13,)
NOW = datetime(2026, 11, 24, 13, 14, tzinfo=UTC)
EXTRACT = Path(__file__).parents[2] / "shared/data/osm/liechtenstein.osm.pbf"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    answer = work()
    return (time.perf_counter() - begun) * 1e6, answer


class BareHierarchy:
    """The same graph for the package of contraction hierarchies, called without the product."""

    def __init__(self, streets: network.Network) -> None:
        self.package = provider.ordering()
        there, back = np.flatnonzero(streets.forward), np.flatnonzero(streets.backward)
        self.street = np.concatenate([there, back])
        tail = np.concatenate([streets.tail[there], streets.head[back]])
        head = np.concatenate([streets.head[there], streets.tail[back]])
        self.hierarchy = self.package.CCH(
            streets.order.tolist(), tail.tolist(), head.tolist(), filter_always_inf_arcs=False
        )

    def list_of(self, street_ms: Any) -> list[int]:
        """The milliseconds of all arcs, as the package wants them."""
        times: list[int] = street_ms[self.street].tolist()
        return times


def queries(name: str, built: network.Network) -> dict[str, Any]:
    roads = provider.Roads(built)
    plain = Plain(roads, roads.weighting(NOW))
    technicians = _city.places(built, TECHNICIANS, 5)
    ours, scipys = [], []
    for door in _city.places(built, DOORS, 6):
        on = roads.grid.snap(door[None])
        graph = plain.graph(on)
        quick, slow = [], []
        for _ in range(ROUNDS):
            # Every round the technicians stand elsewhere by a hair: nothing is remembered.
            technicians = technicians + 1e-9
            took, seconds = timed(partial(roads.matrix, technicians, door[None], NOW))
            quick.append(took)
            took, found = timed(partial(dijkstra, graph, indices=plain.size))
            slow.append(took)
        expected = plain.times(found, roads.grid.snap(technicians), on)
        same = np.isclose(seconds[:, 0], expected, rtol=0, atol=1e-6)
        assert (same | np.isnan(expected)).all(), "not the times of a plain search"
        ours.append(statistics.median(quick))
        scipys.append(statistics.median(slow))
    value, reference = statistics.median(ours), statistics.median(scipys)
    return {
        "name": f"{TECHNICIANS} technicians to one case on the roads of {name}, from coordinates",
        "value": round(value, 1),
        "unit": "µs",
        "reference": round(reference, 1),
        "ratio": round(reference / value, 1),
        "raw": {
            "junctions": len(built.latitude),
            "streets": len(built.tail),
            "product_us": [round(each) for each in ours],
            "scipy_us": [round(each) for each in scipys],
        },
    }


def weightings(name: str, built: network.Network) -> dict[str, Any]:
    roads = provider.Roads(built)
    table = speeds.in_force(speeds.road_speeds(), NOW.date())
    bare = BareHierarchy(built)
    rounds = []
    for hour in range(ROUNDS):
        took, weighting = timed(partial(_reweighted, roads, table, hour))
        reference, _ = timed(
            partial(bare.package.CCHMetric, bare.hierarchy, bare.list_of(weighting.street_ms))
        )
        rounds.append((took, reference))
    value, reference = (statistics.median(row[side] for row in rounds) for side in (0, 1))
    return {
        "name": f"new speeds for all roads of {name}, against the bare re-weighting",
        "value": round(value / 1000, 2),
        "unit": "ms",
        "reference": round(reference / 1000, 2),
        "ratio": round(value / reference, 2),
        "raw": {
            "product_ms": [round(row[0] / 1000, 2) for row in rounds],
            "bare_ms": [round(row[1] / 1000, 2) for row in rounds],
        },
    }


def _reweighted(roads: provider.Roads, table: speeds.RoadSpeeds, hour: int) -> provider.Weighting:
    return roads.weighted(provider.milliseconds(roads.network, table, hour))


def main() -> None:
    """Print one JSON object a measure."""
    joining.warm_up()
    maps = [
        (f"a made city of {blocks} by {blocks} blocks", _city.city(blocks))
        for blocks in [int(word) for word in sys.argv[1:]] or BLOCKS
    ]
    if EXTRACT.exists():
        built = network.build(extract.read(EXTRACT), source=EXTRACT.name)
        maps.append(("Liechtenstein", provider.ordered(built)))
    for name, built in maps:
        for measure in (queries, weightings):
            load = round(os.getloadavg()[0], 2)
            print(json.dumps({**measure(name, built), "cores": os.cpu_count(), "load": load}))


if __name__ == "__main__":
    main()
