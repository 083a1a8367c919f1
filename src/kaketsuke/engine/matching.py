"""The cheapest way to give every row of a square a column of its own, in compiled loops.

Shortest augmenting paths after Jonker and Volgenant. Rows first bid for columns, which settles
most of them quickly; how often is limited, because rows that are nearly alike would go on
outbidding each other by the last digit. Dijkstra's search places whoever is left.
"""

from __future__ import annotations

import numpy as np

from kaketsuke.engine.compiling import compiled
from kaketsuke.engine.queues import Floats, Integers

BIDS = 8  # for each row, at most


@compiled
def cheapest_columns(prices: Floats) -> Integers:  # pragma: no cover
    """Return the column of each row, so that the sum is the least possible."""
    size = len(prices)
    column_of, row_of = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    discount = prices[0].copy()
    for row in range(1, size):
        for column in range(size):
            discount[column] = min(discount[column], prices[row, column])
    left = bid_all(prices, discount, column_of, row_of)
    for at in range(len(left)):
        place(prices, discount, column_of, row_of, left[at])
    return column_of


@compiled
def bid_all(
    prices: Floats, discount: Floats, column_of: Integers, row_of: Integers
) -> Integers:  # pragma: no cover
    """Let rows take their best columns from each other for a while; return who has none."""
    size = len(prices)
    waits = np.arange(size)
    head, count = 0, size
    for _ in range(BIDS * size):
        if count == 0:
            break
        row = waits[head]
        head, count = (head + 1) % size, count - 1
        best, margin = best_column(prices[row], discount, row_of)
        other = row_of[best]
        if other >= 0 and margin <= 0.0:
            waits[(head + count) % size] = row
            count += 1
            continue
        discount[best] -= margin
        row_of[best], column_of[row] = row, best
        if other >= 0:
            column_of[other] = -1
            waits[(head + count) % size] = other
            count += 1
    return np.flatnonzero(column_of < 0)


@compiled
def best_column(
    costs: Floats, discount: Floats, row_of: Integers
) -> tuple[int, float]:  # pragma: no cover
    """Return the cheapest column (of equals a free one) and how much the second costs more."""
    best, lowest, second = 0, np.inf, np.inf
    for column in range(len(costs)):
        cost = costs[column] - discount[column]
        if cost < second:
            if cost < lowest:
                best, lowest, second = column, cost, lowest
            elif cost == lowest and row_of[column] < 0:
                best, second = column, cost
            else:
                second = cost
    return best, second - lowest if np.isfinite(second) else 0.0


@compiled
def place(
    prices: Floats, discount: Floats, column_of: Integers, row_of: Integers, start: int
) -> None:  # pragma: no cover
    """Give one more row a column, by the cheapest chain of rows that move on."""
    size = len(prices)
    todo = np.arange(size)
    lengths, through = np.full(size, np.inf), np.full(size, start)
    row, offset, done = start, 0.0, 0
    while True:
        at = nearest(prices[row], discount, row_of, todo[done:], lengths, through, row, offset)
        column = todo[done + at]
        reached = lengths[column]
        if row_of[column] < 0:
            break
        todo[done + at], todo[done] = todo[done], column
        done += 1
        row = row_of[column]
        offset = prices[row, column] - discount[column] - reached
    for each in range(done):
        discount[todo[each]] += lengths[todo[each]] - reached
    while True:
        row = through[column]
        row_of[column] = row
        column, column_of[row] = column_of[row], column
        if row == start:
            break


@compiled
def nearest(
    costs: Floats,
    discount: Floats,
    row_of: Integers,
    todo: Integers,
    lengths: Floats,
    through: Integers,
    row: int,
    offset: float,
) -> int:  # pragma: no cover
    """Look on from one row; return which column to do is nearest, of equals a free one."""
    at, reached = 0, np.inf
    for each in range(len(todo)):
        column = todo[each]
        length = costs[column] - discount[column] - offset
        if length < lengths[column]:
            lengths[column], through[column] = length, row
        length = lengths[column]
        if length < reached or (length == reached and row_of[column] < 0):
            at, reached = each, length
    return at
