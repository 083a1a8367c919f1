"""Better queues by simulated annealing: exchange parts of queues, turn parts within one."""

from __future__ import annotations

from typing import Final

import numpy as np

from kaketsuke.engine.compiling import compiled, inlined
from kaketsuke.engine.luck import Luck, below, chance
from kaketsuke.engine.moves import (
    BEFORE,
    COMES,
    FIRST,
    FOLLOWS,
    able,
    fits,
    flip,
    giving_way,
    link,
    moved,
    sent_away,
    stretch,
    weigh,
)
from kaketsuke.engine.queues import Flags, Floats, Integers, Records, send_away, settle

# Chances, tuned on the instances of docs/engine.md.
ANYWHERE: Final = 0.05  # the case to follow is drawn from all, not from the near ones
TAILS: Final = 0.4  # all that follows is exchanged
BACKWARDS: Final = 0.25  # a part of a queue is turned round
HOTTEST: Final = 16.0  # a rise of that many temperatures is never accepted (1 in 9 million)

# The tally's places. PACKING: 1 lowers the end of work of all technicians instead of the response
# times, to make room for cases that nobody serves yet; a waiting case counts PRICE seconds there.
COST, WAITING, BEST_COST, BEST_WAITING, TEMPERATURE, PACKING, PRICE = 0, 1, 2, 3, 4, 5, 6
# At temperature 0 the refused rises are counted: how many, and the sum of their logarithms.
RISES, LOGARITHMS = 7, 8
TALLY: Final = 9


@compiled
def anneal(
    travel: Floats,
    feasible: Flags,
    near: Integers,
    nodes: Records,
    crew: Records,
    tally: Floats,
    luck: Luck,
    steps: int,
    cooling: float,
) -> None:  # pragma: no cover
    """Take so many steps; the nodes' `best` keeps the order of the best plan met."""
    m, n = feasible.shape
    nearest = near.shape[1]
    for _ in range(steps):
        tally[TEMPERATURE] *= cooling
        row = below(luck, n + m)
        node = row if row < n else row + 1
        case = below(luck, n) if chance(luck) < ANYWHERE else near[row, below(luck, nearest)]
        here, there = nodes[node].queue, nodes[case].queue
        if case == node or here == m or nodes[node].after == case:
            continue
        if there == m:
            bring_in(travel, feasible, nodes, crew, tally, luck, node, case)
        elif here != there:
            exchange(travel, feasible, nodes, crew, tally, luck, node, case)
        elif nodes[node].place < nodes[case].place and chance(luck) < BACKWARDS:
            reverse(travel, nodes, crew, tally, luck, node, case)
        else:
            turn(travel, nodes, crew, tally, luck, node, case)
    remember(nodes, tally)


@inlined
def accepted(luck: Luck, tally: Floats, change: float, later: float) -> bool:  # pragma: no cover
    """Return whether annealing takes a change: always down, at times up."""
    rise = later if tally[PACKING] else change
    if rise <= 0.0:
        return True
    if tally[TEMPERATURE] == 0.0:
        tally[RISES] += 1.0
        tally[LOGARITHMS] += np.log(rise)
        return False
    if rise > tally[TEMPERATURE] * HOTTEST:
        return False
    return bool(rise < -tally[TEMPERATURE] * np.log(chance(luck)))


@compiled
def remember(nodes: Records, tally: Floats) -> None:  # pragma: no cover
    """Keep the present order if it is the best so far.

    The margin is far above what summing up small changes can be off.
    """
    fewer = tally[WAITING] < tally[BEST_WAITING]
    cheaper = tally[COST] < tally[BEST_COST] * (1.0 - 1e-9)
    if fewer or (tally[WAITING] == tally[BEST_WAITING] and cheaper):
        for node in range(len(nodes)):
            nodes[node].best = nodes[node].after
        tally[BEST_COST], tally[BEST_WAITING] = tally[COST], tally[WAITING]


@inlined
def count(nodes: Records, tally: Floats, change: float, waiting: float) -> None:  # pragma: no cover
    """Note a change that is about to be made; before a change for the worse, keep the plan."""
    if change > 0.0 or waiting > 0.0:
        remember(nodes, tally)
    tally[COST] += change
    tally[WAITING] += waiting


@inlined
def exchange(
    travel: Floats,
    feasible: Flags,
    nodes: Records,
    crew: Records,
    tally: Floats,
    luck: Luck,
    node: int,
    case: int,
) -> None:  # pragma: no cover
    """Try: `case` and some that follow it come after `node`; what stood there goes to its place."""
    end = feasible.shape[1]
    here, there = nodes[node].queue, nodes[case].queue
    if chance(luck) < TAILS:
        first = nodes[node].after
        out = (node, first, crew[here].last if first != end else end, end)
        part = (nodes[case].before, case, crew[there].last, end)
    else:
        out = giving_way(nodes, luck, node, end)
        last = stretch(nodes, luck, case, end, COMES)
        part = (nodes[case].before, case, last, nodes[last].after)
    change, finish = weigh(travel, nodes, crew, out, part)
    back, finish_there = weigh(travel, nodes, crew, part, out)
    if not (fits(crew, here, finish) and fits(crew, there, finish_there)):
        return
    back += moved(nodes, crew, node, case)
    back += moved(nodes, crew, part[BEFORE], out[FIRST] if out[FIRST] != end else part[FOLLOWS])
    later = finish - crew[here].finish + (finish_there - crew[there].finish)
    if not accepted(luck, tally, change + back, later):
        return
    if not (able(nodes, feasible, here, part) and able(nodes, feasible, there, out)):
        return
    count(nodes, tally, change + back, 0.0)
    link(nodes, out, part, end)
    link(nodes, part, out, end)
    settle(travel, nodes, crew, here)
    settle(travel, nodes, crew, there)
    if crew[here].finish > crew[here].until or crew[there].finish > crew[there].until:
        link(nodes, out, out, end)
        link(nodes, part, part, end)
        settle(travel, nodes, crew, here)
        settle(travel, nodes, crew, there)
        tally[COST] -= change + back


@inlined
def bring_in(
    travel: Floats,
    feasible: Flags,
    nodes: Records,
    crew: Records,
    tally: Floats,
    luck: Luck,
    node: int,
    case: int,
) -> None:  # pragma: no cover
    """Try: a waiting case comes after `node`; who gives way there waits instead.

    Two may give way for one only while packing, where a case that waits has a price.
    """
    m, end = feasible.shape
    here = nodes[node].queue
    out, part = giving_way(nodes, luck, node, end), (end, case, case, end)
    waiting, saved = sent_away(nodes, out, end)
    if not feasible[here, case] or (waiting > 1.0 and not tally[PACKING]):
        return
    change, finish = weigh(travel, nodes, crew, out, part)
    change += moved(nodes, crew, node, case) - saved
    waiting -= 1.0
    if not fits(crew, here, finish):
        return
    later = finish - crew[here].finish + waiting * tally[PRICE]
    if waiting >= 0.0 and not accepted(luck, tally, change, later):
        return
    count(nodes, tally, change, waiting)
    link(nodes, out, part, end)
    settle(travel, nodes, crew, here)
    if crew[here].finish > crew[here].until:
        link(nodes, out, out, end)
        settle(travel, nodes, crew, here)
        send_away(nodes, case, m)
        tally[COST] -= change
        tally[WAITING] -= waiting
        return
    gone = out[FIRST]
    while gone != end and gone != out[FOLLOWS]:
        send_away(nodes, gone, m)
        gone = nodes[gone].after


@inlined
def turn(
    travel: Floats,
    nodes: Records,
    crew: Records,
    tally: Floats,
    luck: Luck,
    node: int,
    case: int,
) -> None:  # pragma: no cover
    """Try: two neighbouring parts of one queue change places, so that `case` comes after `node`."""
    end = travel.shape[1] - 1
    here = nodes[node].queue
    if nodes[node].place < nodes[case].place:
        start, first, last = node, nodes[node].after, nodes[case].before
        to = stretch(nodes, luck, case, end, COMES)
    else:
        start, first, to = nodes[case].before, case, node
        last = stretch(nodes, luck, case, node, COMES)
    second, follows = nodes[last].after, nodes[to].after
    # The second part comes to the front, then the first part, then the rest.
    shift = nodes[start].leaves + travel[start, second] + nodes[second].work - nodes[second].leaves
    change = shift * (nodes[second].behind - nodes[follows].behind)
    leaves = nodes[to].leaves + shift
    shift = leaves + travel[to, first] + nodes[first].work - nodes[first].leaves
    change += shift * (nodes[first].behind - nodes[second].behind)
    finish = nodes[last].leaves + shift
    if follows != end:
        shift = finish + travel[last, follows] + nodes[follows].work - nodes[follows].leaves
        change += shift * nodes[follows].behind
        finish = crew[here].finish + shift
    change += moved(nodes, crew, start, second)
    if not fits(crew, here, finish):
        return
    if not accepted(luck, tally, change, finish - crew[here].finish):
        return
    count(nodes, tally, change, 0.0)
    nodes[start].after, nodes[to].after, nodes[last].after = second, first, follows
    settle(travel, nodes, crew, here)
    if crew[here].finish > crew[here].until:
        nodes[start].after, nodes[last].after, nodes[to].after = first, second, follows
        settle(travel, nodes, crew, here)
        tally[COST] -= change


@compiled
def reverse(
    travel: Floats,
    nodes: Records,
    crew: Records,
    tally: Floats,
    luck: Luck,
    node: int,
    case: int,
) -> None:  # pragma: no cover
    """Try: all that stands after `node` up to `case` is served in the opposite order."""
    end = travel.shape[1] - 1
    here, follows = nodes[node].queue, nodes[case].after
    change, leaves, at, each = moved(nodes, crew, node, case), nodes[node].leaves, node, case
    while each != node:
        leaves += travel[at, each] + nodes[each].work
        change += nodes[each].weight * (leaves - nodes[each].leaves)
        at, each = each, nodes[each].before
    if follows != end:
        shift = leaves + travel[at, follows] + nodes[follows].work - nodes[follows].leaves
        change += shift * nodes[follows].behind
        leaves = crew[here].finish + shift
    if not fits(crew, here, leaves):
        return
    if not accepted(luck, tally, change, leaves - crew[here].finish):
        return
    count(nodes, tally, change, 0.0)
    flip(travel, nodes, crew, node, case)
    if crew[here].finish > crew[here].until:
        flip(travel, nodes, crew, node, at)
        tally[COST] -= change
