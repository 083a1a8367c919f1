"""One case each: is the product's way, with travel times and filters, as quick as a bare solver?

Product: from coordinates and who may serve whom to the assignment. Reference: scipy's solver on
the finished square. Alternating; the costs must be equal. At 500 also a vehicle routing solver.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from kaketsuke.engine import assignment, travel

SIZES, ROUNDS, ROUTED = (100, 500, 1000, 2000), 5, 500
NOW = datetime(2026, 11, 22, 13, 14, tzinfo=UTC)
DEGREES = 60 / 111.2


def wave(seed: int, size: int) -> tuple[Any, Any, Any, Any]:
    """Cases and technicians on a square of 60 km, half of them busy for up to 40 minutes."""
    chance = np.random.default_rng(seed)
    corner, side = np.array([35.4, 139.4]), np.array([DEGREES, DEGREES / 0.814])
    doors = corner + side * chance.random((size, 2))
    places = corner + side * chance.random((size, 2))
    remaining = np.where(np.arange(size) % 2, chance.uniform(0, 2_400, size), 0.0)
    on_shift = np.ones(size, np.bool_)
    return doors, places, remaining, on_shift


def product(doors: Any, places: Any, remaining: Any, on_shift: Any) -> assignment.Assignment:
    """What the engine does with one wave: times, filters, assignment."""
    cost = travel.StraightLine().matrix(places, doors, NOW).T + remaining
    feasible = np.isfinite(cost) & on_shift
    return assignment.assign(cost, feasible=feasible)


def milliseconds(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    answer = work()
    return (time.perf_counter() - begun) * 1000, answer


def routed(cost: Any) -> tuple[float, float]:
    """One job a vehicle, the remaining time as its fixed cost: milliseconds and the sum."""
    import vroom

    size = len(cost)
    matrix = np.zeros((2 * size, 2 * size), np.uint32)
    matrix[size:, :size] = np.rint(cost.T)
    problem = vroom.Input()
    problem.set_durations_matrix("car", matrix)
    problem.add_vehicle(
        [vroom.Vehicle(j, start=size + j, profile="car", max_tasks=1) for j in range(size)]
    )
    problem.add_job([vroom.Job(i, location=i) for i in range(size)])
    took, solution = milliseconds(lambda: problem.solve(exploration_level=0, nb_threads=1))
    pairs = solution.routes[solution.routes["type"] == "job"]
    assert len(pairs) == size, "the routing solver left cases unserved"
    return took, float(cost[pairs["id"], pairs["vehicle_id"]].sum())


def measured(size: int) -> dict[str, Any]:
    given = wave(size, size)
    cost = travel.StraightLine().matrix(given[1], given[0], NOW).T + given[2]
    rounds = []
    for _ in range(ROUNDS if size >= 1000 else 3 * ROUNDS):
        ours, found = milliseconds(lambda: product(*given))
        bare, (rows, columns) = milliseconds(lambda: linear_sum_assignment(cost))
        best = float(cost[rows, columns].sum())
        assert abs(found.total_seconds - best) <= 1e-9 * best, (found.total_seconds, best)
        rounds.append((ours, bare))
    ours, bare = (statistics.median(row[side] for row in rounds) for side in (0, 1))
    raw: dict[str, Any] = {
        "product_ms": [round(row[0], 3) for row in rounds],
        "scipy_ms": [round(row[1], 3) for row in rounds],
    }
    if size == ROUTED:
        took, total = routed(cost)
        assert found.total_seconds <= total
        raw |= {"pyvroom_ms": round(took), "times_as_fast": round(took / ours),
                "pyvroom_cost_against_ours": round(total / found.total_seconds, 4)}  # fmt: skip
    return {
        "name": f"one wave of {size} by {size}, with times and filters, against scipy bare",
        "value": round(ours, 3),
        "unit": "ms",
        "reference": round(bare, 3),
        "ratio": round(ours / bare, 2),
        "raw": raw,
    }


def main() -> None:
    """Print one JSON object a size."""
    assignment.warm_up()
    product(*wave(1, 20))
    for size in SIZES:
        load = round(os.getloadavg()[0], 2)
        print(json.dumps({**measured(size), "cores": os.cpu_count(), "load": load}), flush=True)


if __name__ == "__main__":
    main()
