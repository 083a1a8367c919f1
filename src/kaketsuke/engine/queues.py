"""The queues of all technicians as linked lists in flat arrays, for compiled loops.

Nodes: the cases 0 to n-1, then END (n), then one node for each technician, from where he starts.
A case that nobody serves waits: it stands in the queue number m, which has no order.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import compiled

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Records = NDArray[Any]  # rows of the two kinds below

# Rows, not a column each: a step touches a handful of nodes, and each is one line of the cache.
NODE: Final = np.dtype(
    [
        ("after", np.int32),  # the next node, END at the end of a queue
        ("before", np.int32),
        ("queue", np.int32),  # whose queue it stands in
        ("place", np.int32),  # 0 for the technician, 1 for the first case, …
        ("best", np.int32),  # the next node in the best plan so far
        ("leaves", np.float64),  # when the technician leaves this door
        ("behind", np.float64),  # weight of this case and all that follow it
        ("work", np.float64),  # seconds at the door; for a technician, until free
        ("weight", np.float64),  # 0 for a technician
    ],
    align=True,
)
TECHNICIAN: Final = np.dtype(
    [
        ("last", np.int32),  # the last node of the queue
        ("kept", np.int32),  # the case that should stay the first, or -1
        ("price", np.float64),  # what moving the kept case must gain
        ("finish", np.float64),  # when the last work ends
        ("until", np.float64),  # when it must have ended
    ],
    align=True,
)


def travel_of(to_first: Floats, between: Floats) -> Floats:
    """Return seconds[node, case or END]; the way to END is 0."""
    m, n = to_first.shape
    travel = np.zeros((n + 1 + m, n + 1))
    travel[:n, :n] = between
    travel[n + 1 :, :n] = to_first
    return travel


def crew_of(until: Floats, kept: Integers, price: float) -> Records:
    """Return one row for each technician."""
    crew = np.zeros(len(until), TECHNICIAN)
    crew["until"], crew["kept"], crew["price"] = until, kept, price
    return crew


def nodes_of(ready: Floats, service: Floats, weight: Floats) -> Records:
    """Return one row for each node; every case waits."""
    n, m = len(service), len(ready)
    nodes = np.zeros(n + 1 + m, NODE)
    nodes["after"] = nodes["before"] = nodes["best"] = n
    nodes["queue"] = m
    nodes["work"][:n], nodes["work"][n + 1 :], nodes["weight"][:n] = service, ready, weight
    return nodes


@compiled
def near_cases(travel: Floats, feasible: Flags, nearest: int) -> Integers:  # pragma: no cover
    """Return for each case and each technician the cases that are the shortest way off."""
    m, n = feasible.shape
    near = np.zeros((n + m, nearest), np.int64)
    ways = np.zeros(nearest)
    for row in range(n + m):
        found = 0
        node = row if row < n else row + 1
        for case in range(n):
            if case == node or (row >= n and not feasible[row - n, case]):
                continue
            way = travel[node, case]
            if found == nearest and way >= ways[found - 1]:
                continue
            at = min(found, nearest - 1)
            while at > 0 and ways[at - 1] > way:
                ways[at], near[row, at] = ways[at - 1], near[row, at - 1]
                at -= 1
            ways[at], near[row, at] = way, case
            found = min(found + 1, nearest)
        for at in range(found, nearest):
            # Too few: repeat the known ones, or name the case itself, which every move refuses.
            near[row, at] = near[row, at % found] if found else min(row, n - 1)
    return near


@compiled
def settle(travel: Floats, nodes: Records, crew: Records, here: int) -> None:  # pragma: no cover
    """Bring everything that is derived from the order of one queue up to date.

    Times are summed from left to right, as whoever checks a plan would, so that a limit holds
    to the last digit.
    """
    end = travel.shape[1] - 1
    start = end + 1 + here
    nodes[start].queue, nodes[start].leaves = here, nodes[start].work
    node, place, leaves, case = start, 0, nodes[start].work, nodes[start].after
    while case != end:
        place += 1
        leaves = (leaves + travel[node, case]) + nodes[case].work
        nodes[case].leaves = leaves
        nodes[case].queue, nodes[case].place, nodes[case].before = here, place, node
        node, case = case, nodes[case].after
    crew[here].last, crew[here].finish = node, leaves
    behind = 0.0
    while node != start:
        behind += nodes[node].weight
        nodes[node].behind = behind
        node = nodes[node].before
    nodes[start].behind = behind


@compiled
def settle_all(travel: Floats, nodes: Records, crew: Records) -> None:  # pragma: no cover
    """Bring all queues up to date after their order was replaced; who is in none waits."""
    for case in range(travel.shape[1] - 1):
        send_away(nodes, case, len(crew))
    for here in range(len(crew)):
        settle(travel, nodes, crew, here)


@compiled
def send_away(nodes: Records, case: int, waiting: int) -> None:  # pragma: no cover
    """Let a case wait: as if it were served at 0, it costs nothing."""
    nodes[case].queue = waiting
    nodes[case].leaves, nodes[case].behind = nodes[case].work, nodes[case].weight


@compiled
def cost(nodes: Records, crew: Records) -> float:  # pragma: no cover
    """Return the weighted response times, and the price of every kept case that has moved."""
    first = len(nodes) - len(crew)
    total = 0.0
    for case in range(first - 1):
        total += nodes[case].weight * (nodes[case].leaves - nodes[case].work)
    for here in range(len(crew)):
        if crew[here].kept >= 0 and nodes[first + here].after != crew[here].kept:
            total += crew[here].price
    return total


@compiled
def can_append(
    travel: Floats, feasible: Flags, nodes: Records, crew: Records, here: int, case: int
) -> bool:  # pragma: no cover
    """Return whether the technician may serve the waiting case last, before the shift ends."""
    if not feasible[here, case]:
        return False
    arrives = crew[here].finish + travel[crew[here].last, case]
    return bool(arrives + nodes[case].work <= crew[here].until)


@compiled
def append(
    travel: Floats, nodes: Records, crew: Records, here: int, case: int
) -> None:  # pragma: no cover
    """Put a waiting case at the end of a queue."""
    node = crew[here].last
    nodes[node].after, nodes[case].after = case, travel.shape[1] - 1
    nodes[case].before, nodes[case].queue, nodes[case].place = node, here, nodes[node].place + 1
    nodes[case].leaves = (crew[here].finish + travel[node, case]) + nodes[case].work
    crew[here].last, crew[here].finish = case, nodes[case].leaves


@compiled
def free_next(crew: Records, retired: Flags) -> int:  # pragma: no cover
    """Return the technician who is free first of those not retired, or -1."""
    here = -1
    for each in range(len(crew)):
        sooner = here < 0 or crew[each].finish < crew[here].finish
        if sooner and not retired[each]:
            here = each
    return here


@compiled
def nearest_that_fits(
    travel: Floats, feasible: Flags, nodes: Records, crew: Records, here: int
) -> int:  # pragma: no cover
    """Return the nearest waiting case that the technician can serve next, or -1."""
    node, nearest = crew[here].last, -1
    for case in range(feasible.shape[1]):
        if nodes[case].queue != len(crew):
            continue
        closer = nearest < 0 or travel[node, case] < travel[node, nearest]
        if closer and can_append(travel, feasible, nodes, crew, here, case):
            nearest = case
    return nearest


@compiled
def nearest_when_free(
    travel: Floats, feasible: Flags, nodes: Records, crew: Records
) -> None:  # pragma: no cover
    """Fill the queues: who is free next takes the nearest waiting case that he can serve."""
    retired = np.zeros(len(crew), np.bool_)
    here = free_next(crew, retired)
    while here >= 0:
        case = nearest_that_fits(travel, feasible, nodes, crew, here)
        if case < 0:
            retired[here] = True
        else:
            append(travel, nodes, crew, here, case)
        here = free_next(crew, retired)
    for each in range(len(crew)):
        settle(travel, nodes, crew, each)
