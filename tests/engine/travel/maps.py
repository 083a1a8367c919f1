"""Maps made by hand, and the plain search that road times are held against."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from kaketsuke.engine.travel.roads import districts, extract, network, provider

LIECHTENSTEIN = Path(__file__).parents[3].parent / "shared/data/osm/liechtenstein.osm.pbf"
needs_extract = pytest.mark.skipif(
    not LIECHTENSTEIN.exists(), reason="the extract of Liechtenstein is not there"
)
CORNER = (35.6, 139.6)
STEP = 0.005  # degrees between the points of a made map: some 500 m


def at(y, x):
    """The place at a point of the made map."""
    return (CORNER[0] + STEP * y, CORNER[1] + STEP * x)


def ways(*drawn, road="residential"):
    """Ways through points (y, x); a way may end with its direction, class or limit by name."""
    points: list[tuple[float, float]] = []
    starts, roads, limits, directions = list[int](), list[int](), list[int](), list[int]()
    for line in drawn:
        said = line[-1] if isinstance(line[-1], dict) else {}
        starts.append(len(points))
        points += [point for point in line if not isinstance(point, dict)]
        roads.append(extract.NUMBER[said.get("road", road)])
        limits.append(said.get("limit", 0))
        directions.append(said.get("direction", extract.BOTH))
    rows = np.array([at(y, x) for y, x in points])
    return extract.Ways(
        start=np.array([*starts, len(points)], np.int64),
        node=np.array([round(y * 100) * 10_000 + round(x * 100) for y, x in points], np.int64),
        latitude=rows[:, 0],
        longitude=rows[:, 1],
        road=np.array(roads, np.uint8),
        limit_kmh=np.array(limits, np.uint8),
        direction=np.array(directions, np.int8),
    )


def roads(*drawn, largest_district=districts.LARGEST, **options):
    """The provider on a map of such ways, cut into districts of at most so many junctions."""
    built = network.build(ways(*drawn, **options), smallest_piece=1)
    return provider.Roads(provider.ordered(built), largest_district=largest_district)


def plain_search(given, street_ms, origins, destinations):
    """Seconds[n, m] by scipy's Dijkstra, every place a node of its own on its street."""
    on, to = given.grid.snap(origins), given.grid.snap(destinations)
    streets, size = given.network, len(given.network.latitude)
    n, m = len(origins), len(destinations)
    arcs = []
    for s, ms in enumerate(street_ms):
        if streets.forward[s]:
            arcs.append((streets.tail[s], streets.head[s], ms))
        if streets.backward[s]:
            arcs.append((streets.head[s], streets.tail[s], ms))
    start, goal = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    for found, first, chosen in ((on, size, start), (to, size + n, goal)):
        for place, (s, along) in enumerate(zip(found.street, found.along, strict=True)):
            ahead, behind = np.rint(along * street_ms[s]), np.rint((1 - along) * street_ms[s])
            chosen.append((s, first + place, ahead, behind))
    arcs += [arc for place in start for arc in leaving(streets, street_ms, *place)]
    arcs += [arc for place in goal for arc in arriving(streets, *place)]
    arcs += [arc for one in start for other in goal for arc in direct(streets, one, other)]
    ms = least_ms(arcs, size + n + m, np.arange(size, size + n))[:, size + n :]
    off = (on.metres[:, None] + to.metres[None, :]) * 0.36
    return np.where(np.isfinite(ms), ms / 1000 + np.where(np.isfinite(off), off, 0), np.inf)


def leaving(streets, street_ms, s, node, ahead, behind):
    """The arcs from a place to the ends of its street."""
    if s >= 0 and streets.forward[s]:
        yield node, streets.head[s], street_ms[s] - ahead
    if s >= 0 and streets.backward[s]:
        yield node, streets.tail[s], street_ms[s] - behind


def arriving(streets, s, node, ahead, behind):
    """The arcs from the ends of a street to a place on it."""
    if s >= 0 and streets.forward[s]:
        yield streets.tail[s], node, ahead
    if s >= 0 and streets.backward[s]:
        yield streets.head[s], node, behind


def direct(streets, one, other):
    """The arcs between two places on one street."""
    s = one[0]
    if s < 0 or s != other[0]:
        return
    if streets.forward[s] and other[2] >= one[2]:
        yield one[1], other[1], other[2] - one[2]
    if streets.backward[s] and other[3] >= one[3]:
        yield one[1], other[1], other[3] - one[3]


def least_ms(arcs, size, sources):
    """Milliseconds from each source to every node; of several arcs the shortest counts."""
    least: dict[tuple[int, int], float] = {}
    for tail, head, ms in arcs:
        least[tail, head] = min(ms, least.get((tail, head), np.inf))
    ends = np.array(list(least), np.int64).reshape(-1, 2)
    # A way of no length would be none in a sparse array: all are longer by a hair.
    hair = np.array(list(least.values())) + 1e-7
    graph = csr_array((hair, (ends[:, 0], ends[:, 1])), shape=(size, size))
    return np.rint(dijkstra(graph, indices=sources))
