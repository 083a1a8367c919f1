"""Who takes which case, one each? Exact: as many as possible, then the least weighted sum."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine import instances, matching
from kaketsuke.engine.queues import Flags, Floats

# Smaller squares are solved in less time than it takes to call anything.
SMALL: Final = 16


@dataclass(frozen=True, slots=True)
class Assignment:
    """For each case the technician who takes it, or -1."""

    technician: tuple[int, ...]
    total_seconds: float
    elapsed_seconds: float


def assign(cost: Any, *, feasible: Any = None, weight: Any = None) -> Assignment:
    """Return the best assignment of one case each.

    `cost[n, m]` are seconds until technician j stands at case i's door. The total is the sum of
    weight times cost over the cases served, in the order of the cases.

    Raises:
        MalformedInstance: with a sentence that names the array.
    """
    array = np.asarray(cost)
    if array.ndim != 2:
        raise instances.MalformedInstance(f"cost has {array.ndim} dimensions, expected 2")
    warm_up()
    if feasible is not None or array.shape[0] != array.shape[1] or len(array) < SMALL:
        _load_solvers()
    begun = time.perf_counter()
    able = None if feasible is None else instances.flags("feasible", feasible, array.shape)
    prices = instances.seconds_of_pairs("cost", array, array.shape, able)
    if weight is not None:
        prices = prices * instances.seconds("weight", weight, (len(prices),))[:, None]
    chosen = _solved(prices, able)
    served = np.flatnonzero(chosen >= 0)
    total = sum(prices[served, chosen[served]].tolist(), 0.0)
    elapsed = time.perf_counter() - begun
    return Assignment(tuple(chosen.tolist()), total, elapsed)


@functools.cache
def warm_up() -> None:
    """Compile the loops, or load them as compiled before; later calls return at once."""
    matching.cheapest_columns(np.ones((2, 2)))


def _solved(prices: Floats, able: Flags | None) -> NDArray[np.int64]:
    """Return for each case its technician, or -1."""
    n, m = prices.shape
    chosen = np.full(n, -1, np.int64)
    if not prices.size:
        return chosen
    if able is not None and not able.all():
        rows, columns = _restricted(prices, able)
    elif n == m and n >= SMALL:
        rows, columns = np.arange(n), matching.cheapest_columns(prices)
    else:
        rows, columns = _cheapest(prices)
    chosen[rows] = columns
    return chosen


def _restricted(prices: Floats, able: Flags) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs where not everyone may serve everyone.

    No large number stands for "impossible": it would swallow the last digits of the costs.
    First the most that can be served is found; then so many free stand-ins as cases must stay
    unserved fill the shorter side, so that an exact solver that knows forbidden pairs must serve
    that many, at the least cost.
    """
    turned = prices.shape[0] > prices.shape[1]
    if turned:
        prices, able = prices.T, able.T
    short, long = prices.shape
    stand_ins = short - _most_served(able)
    open_pairs = np.where(able, prices, np.inf)
    if stand_ins:
        open_pairs = np.hstack([open_pairs, np.zeros((short, stand_ins))])
    first, second = _cheapest(open_pairs)
    real = second < long
    first, second = first[real], second[real]
    return (second, first) if turned else (first, second)


# Every process of the product loads this module and few ever solve: the solvers, which take longer
# to load than all the rest, are loaded by the first who does.


@functools.cache
def _load_solvers() -> None:
    """Load them before the time begins that an answer is said to have taken."""
    nobody = np.zeros((1, 1), np.bool_)
    _cheapest(np.ones((1, 1)))
    _most_served(nobody)


def _cheapest(prices: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(prices)
    return rows, columns


def _most_served(able: Flags) -> int:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    matched = maximum_bipartite_matching(csr_array(able), perm_type="column")
    return int((matched >= 0).sum())
