"""The best plan of all for a few cases: every order of every subset is tried for everybody.

Seven cases have 13,700 orders. The best of each subset for each technician is kept, and subsets
that share no case are put together, technician by technician: no search, so no luck and no clock.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from kaketsuke.engine.compiling import compiled
from kaketsuke.engine.instances import CheckedInstance
from kaketsuke.engine.queues import Flags, Floats, Integers

MOST_CASES: Final = 8
# Some 5 ms of one core; beyond it the search does as well, and keeps to its time.
MOST_ORDERS: Final = 500_000


def orders(cases: int) -> int:
    """Return how many ordered subsets so many cases have."""
    return sum(math.perm(cases, length) for length in range(1, cases + 1))


def few_enough(instance: CheckedInstance) -> bool:
    """Whether all orders can be tried in less time than anybody gives."""
    m, n = len(instance.ready), len(instance.service)
    return n <= MOST_CASES and m * orders(n) <= MOST_ORDERS


def best_plan(instance: CheckedInstance) -> tuple[tuple[int, ...], ...]:
    """Return the queues that serve the most cases, and of those the least weighted sum."""
    m, n = instance.to_first.shape
    subsets = 1 << n
    costs = np.full((m, subsets), np.inf)
    queues = np.full((m, subsets, n), -1, np.int64)
    try_all_orders(
        instance.ready,
        instance.to_first,
        instance.between,
        instance.service,
        instance.feasible,
        instance.weight,
        instance.until,
        costs,
        queues,
    )
    totals, shares = share_out(costs)
    served = min(
        (subset for subset in range(subsets) if np.isfinite(totals[subset])),
        key=lambda subset: (-subset.bit_count(), totals[subset]),
    )
    plan: list[tuple[int, ...]] = []
    for technician in reversed(range(m)):
        share = int(shares[technician, served])
        plan.append(tuple(case for case in queues[technician, share].tolist() if case >= 0))
        served ^= share
    return tuple(reversed(plan))


@compiled
def try_all_orders(
    ready: Floats,
    to_first: Floats,
    between: Floats,
    service: Floats,
    feasible: Flags,
    weight: Floats,
    until: Floats,
    costs: Floats,
    queues: Integers,
) -> None:  # pragma: no cover
    """Note for everybody the least cost of each subset of cases, and its order.

    Times are summed from left to right, as whoever checks a plan would.
    """
    m, n = to_first.shape
    order, tried = np.zeros(n, np.int64), np.zeros(n + 1, np.int64)
    leaves, spent = np.zeros(n + 1), np.zeros(n + 1)
    for here in range(m):
        costs[here, 0] = 0.0
        leaves[0], tried[0] = ready[here], 0
        depth, subset = 0, 0
        while depth >= 0:
            case = tried[depth]
            if case == n:
                depth -= 1
                if depth >= 0:
                    subset ^= 1 << order[depth]
                continue
            tried[depth] += 1
            if subset >> case & 1 or not feasible[here, case]:
                continue
            way = to_first[here, case] if depth == 0 else between[order[depth - 1], case]
            arrives = leaves[depth] + way
            ends = arrives + service[case]
            if ends > until[here]:
                continue
            order[depth] = case
            subset |= 1 << case
            depth += 1
            leaves[depth], tried[depth] = ends, 0
            spent[depth] = spent[depth - 1] + weight[case] * arrives
            if spent[depth] < costs[here, subset]:
                costs[here, subset] = spent[depth]
                queues[here, subset, :depth] = order[:depth]


@compiled
def share_out(costs: Floats) -> tuple[Floats, Integers]:  # pragma: no cover
    """Return the least cost of serving each subset, and what of it falls to each technician."""
    m, subsets = costs.shape
    totals = np.full(subsets, np.inf)
    totals[0] = 0.0
    shares = np.zeros((m, subsets), np.int64)
    for here in range(m):
        before = totals.copy()
        for subset in range(subsets):
            share = subset
            while share:
                total = before[subset ^ share] + costs[here, share]
                if total < totals[subset]:
                    totals[subset], shares[here, subset] = total, share
                share = (share - 1) & subset
    return totals, shares
