"""The instances of surges, and the routing solver of others that plans are held against."""

import time
from typing import Any

import numpy as np

from kaketsuke.engine.instances import Instance

SIDE_M, ROAD_FACTOR, METRES_A_SECOND = 60_000.0, 1.3, 30 / 3.6
AT_MOST = 30  # times as long by the clock


def ways(origins: Any, destinations: Any) -> Any:
    """Seconds over the plane, with the roads' bends."""
    apart = origins[:, None, :] - destinations[None, :, :]
    return np.hypot(apart[:, :, 0], apart[:, :, 1]) * ROAD_FACTOR / METRES_A_SECOND


def instance(seed: int, cases: int, technicians: int) -> Instance:
    """Half of the technicians are free, the others within 40 minutes; work of 25 minutes or so."""
    chance = np.random.default_rng(seed)
    doors = chance.uniform(0.0, SIDE_M, (cases, 2))
    places = chance.uniform(0.0, SIDE_M, (technicians, 2))
    service = chance.lognormal(np.log(1_500.0), 0.5, cases)
    busy = chance.random(technicians) < 0.5
    ready = np.where(busy, chance.uniform(0.0, 2_400.0, technicians), 0.0)
    return Instance(ready, ways(places, doors), ways(doors, doors), service)


def routed(given: Instance, seconds: int) -> list[list[int]] | None:
    """Queues by OR-Tools' routing: every arrival costs its seconds; guided local search.

    Of what was tried (first solutions, ways as a cost beside the arrivals, slack, ends of their
    own) this way to put the question gave it the least sums.
    """
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    n, m = len(given.service), len(given.ready)
    # Nodes: cases, starts, one end for all that is nowhere.
    way = np.zeros((n + m + 1, n + m + 1), np.int64)
    way[:n, :n] = np.rint(given.service[:, None] + given.between)
    way[n : n + m, :n] = np.rint(given.to_first)
    indices = pywrapcp.RoutingIndexManager(n + m + 1, m, list(range(n, n + m)), [n + m] * m)
    routing = pywrapcp.RoutingModel(indices)
    rows = way.tolist()

    def seconds_between(origin: int, destination: int) -> int:
        return int(rows[indices.IndexToNode(origin)][indices.IndexToNode(destination)])

    transit = routing.RegisterTransitCallback(seconds_between)
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(lambda *_: 0))
    routing.AddDimension(transit, 0, 1_000_000, fix_start_cumul_to_zero=False, name="time")
    clock = routing.GetDimensionOrDie("time")
    for vehicle in range(m):
        free = round(given.ready[vehicle])
        clock.CumulVar(routing.Start(vehicle)).SetRange(free, free)
    for case in range(n):
        clock.SetCumulVarSoftUpperBound(indices.NodeToIndex(case), 0, 1)
    options = pywrapcp.DefaultRoutingSearchParameters()
    options.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    options.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    # Its own time on the processor, so that other work on the machine costs it nothing.
    options.time_limit.seconds = AT_MOST * seconds
    ends = time.process_time() + seconds
    routing.AddSearchMonitor(routing.solver().CustomLimit(lambda: time.process_time() > ends))
    solution = routing.SolveWithParameters(options)
    return _queues(routing, indices, solution, m, n) if solution else None


def _queues(routing: Any, indices: Any, solution: Any, m: int, n: int) -> list[list[int]]:
    queues = []
    for vehicle in range(m):
        at, queue = routing.Start(vehicle), []
        while not routing.IsEnd(at):
            node = indices.IndexToNode(at)
            if node < n:
                queue.append(node)
            at = solution.Value(routing.NextVar(at))
        queues.append(queue)
    return queues
