"""One new case among many technicians on road times: how much beyond the bare travel query?

Product: the ranking of one more case from a snapshot in memory: its street, travel times of all,
who can go, the order, and the reasons of the first ten. References: the package's own query from
all technicians' junctions, pinned before; and a full new solution, which asks for the times of all
waiting cases and assigns them exactly. The first of the ranking must be the best by hand, and the
times those of a plain search. Numbers after the name choose sizes. Takes some 15 seconds.
"""

import json
import os
import resource
import statistics
import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np

from bench import _city
from bench._plain import Plain
from bench.engine_roads import BareHierarchy, timed
from kaketsuke.engine import assignment, ranking
from kaketsuke.engine.travel.roads import joining, provider

SIZES, BLOCKS, CASES, WAITING, SHOWN = (100, 1_000, 2_000, 10_000), 13, 300, 100, 10
NOW = datetime(2026, 11, 24, 13, 14, tzinfo=UTC)


def crew(places: Any) -> tuple[ranking.Candidate, ...]:
    """Technicians of forty firms; one in ten is off shift."""
    firms = [uuid.UUID(int=900 + number) for number in range(40)]
    return tuple(
        ranking.Candidate(
            technician_id=uuid.UUID(int=number + 1),
            firm_id=firms[number % len(firms)],
            home=(float(latitude), float(longitude)),
            position=(float(latitude), float(longitude)),
            position_at=NOW - timedelta(minutes=1),
            chain=(firms[number % len(firms)],),
            on_shift=number % 10 > 0,
            papers_until=date(2027, 3, 31),
        )
        for number, (latitude, longitude) in enumerate(places)
    )


def ranked(snapshot: ranking.Snapshot, door: Any, roads: provider.Roads) -> ranking.Ranking:
    """What the product does for one more case."""
    order = ranking.rank(snapshot.towards((float(door[0]), float(door[1]))), times=roads)
    order.best(SHOWN)
    return order


def solved_anew(snapshot: ranking.Snapshot, doors: Any, roads: provider.Roads) -> Any:
    """All waiting cases and the new one, from scratch."""
    able = snapshot.crew.against == 0
    cost = roads.matrix(snapshot.crew.origins[able], doors, NOW).T
    return assignment.assign(cost, feasible=np.isfinite(cost))


def checked(order: ranking.Ranking, plain: Plain, roads: provider.Roads, door: Any) -> None:
    """The way of the first is that of a plain search, and nobody who can go has a lower sum."""
    from scipy.sparse.csgraph import dijkstra

    able = order.against == 0
    assert order.total[able].min() == order.total[order.order[0]]
    on, here = roads.grid.snap(door[None]), roads.grid.snap(order.snapshot.crew.origins)
    expected = plain.times(dijkstra(plain.graph(on), indices=plain.size), here, on)
    assert (np.isclose(order.way, expected, rtol=0, atol=1e-6) | np.isnan(expected)).all()


def measured(size: int, roads: provider.Roads) -> dict[str, Any]:
    places, doors = _city.places(roads.network, size, 5), _city.places(roads.network, CASES, 6)
    snapshot = ranking.Snapshot(
        taken_at=NOW, today=NOW.date(), destination=(0.0, 0.0), candidates=crew(places)
    )
    weighting = roads.weighting(NOW)
    plain = Plain(roads, weighting)
    pins, _ = plain.ends(roads.grid.snap(places), leaving=True)
    package = BareHierarchy(roads.network)
    metric = package.package.CCHMetric(package.hierarchy, package.list_of(weighting.street_ms))
    bare_search = package.package.CCHManyToOne(metric, pins.ravel().tolist())
    checked(ranked(snapshot, doors[0], roads), plain, roads, doors[0])
    ours, bare = [], []
    before = 0
    for at, door in enumerate(doors):
        took, _ = timed(partial(ranked, snapshot, door, roads))
        ours.append(took)
        on = roads.grid.snap(door[None])
        ends, _ = plain.ends(on, leaving=False)
        bare.append(timed(partial(bare_search.distances_to, int(ends[0, 0])))[0])
        if at == CASES // 10:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    anew = [timed(partial(solved_anew, snapshot, doors[:WAITING], roads))[0] for _ in range(5)]
    p99, reference = float(np.percentile(ours, 99)), statistics.median(bare)
    return {
        "name": f"one new case among {size} technicians on roads, 99th percentile",
        "value": round(p99 / 1000, 3),
        "unit": "ms",
        "reference": round(reference / 1000, 3),
        "ratio": round(p99 / reference, 2),
        "raw": {
            "median_ms": round(statistics.median(ours) / 1000, 3),
            "bare_query_99th_ms": round(float(np.percentile(bare, 99)) / 1000, 3),
            f"solved_anew_with_{WAITING}_cases_ms": round(statistics.median(anew) / 1000, 1),
            "part_of_solving_anew": round(p99 / statistics.median(anew), 4),
            "grown_kib": grown,
        },
    }


def main() -> None:
    """Print one JSON object a size."""
    joining.warm_up()
    assignment.warm_up()
    roads = provider.Roads(_city.city(BLOCKS))
    for size in [int(word) for word in sys.argv[1:]] or SIZES:
        load = round(os.getloadavg()[0], 2)
        line = {**measured(size, roads), "cores": os.cpu_count(), "load": load}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
