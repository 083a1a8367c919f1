"""Parts of queues: which give way for which, and what it changes, in compiled loops.

Every change is weighed from a handful of numbers, whatever the length of the queues: a part that
shifts by some seconds costs its weight times these seconds.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kaketsuke.engine.compiling import compiled, inlined
from kaketsuke.engine.luck import Luck, chance
from kaketsuke.engine.queues import Flags, Floats, Records, settle

# Chances, tuned on the instances of docs/engine.md.
GIVES_WAY: Final = (0.7, 0.2)  # one case at least gives way for the one that comes, two at least
COMES: Final = (0.45, 0.2)  # two cases at least come, three at least

# Some cases in a row: the node before, the first, the last and the node that follows; an empty
# part has END as first and last. A plain tuple, because kept machine code would name a class.
Part = tuple[int, int, int, int]
BEFORE, FIRST, LAST, FOLLOWS = 0, 1, 2, 3


@inlined
def stretch(
    nodes: Records, luck: Luck, first: int, end: int, longer: tuple[float, float]
) -> int:  # pragma: no cover
    """Return the last of one, two or three cases from this one on, before `end`."""
    last = first
    if chance(luck) < longer[0] and nodes[last].after != end:
        last = nodes[last].after
        if chance(luck) < longer[1] and nodes[last].after != end:
            last = nodes[last].after
    return last


@inlined
def giving_way(nodes: Records, luck: Luck, node: int, end: int) -> Part:  # pragma: no cover
    """Return the part after the node that gives way: none, one or two cases."""
    first = nodes[node].after
    if first == end or chance(luck) >= GIVES_WAY[0]:
        return (node, end, end, first)
    last = first
    if chance(luck) < GIVES_WAY[1] and nodes[last].after != end:
        last = nodes[last].after
    return (node, first, last, nodes[last].after)


@inlined
def sent_away(nodes: Records, out: Part, end: int) -> tuple[float, float]:  # pragma: no cover
    """Return how many cases the part has, and what they cost where they stand."""
    many, saved, gone = 0.0, 0.0, out[FIRST]
    while gone != end and gone != out[FOLLOWS]:
        many += 1.0
        saved += nodes[gone].weight * (nodes[gone].leaves - nodes[gone].work)
        gone = nodes[gone].after
    return many, saved


@inlined
def weigh(
    travel: Floats, nodes: Records, crew: Records, place: Part, part: Part
) -> tuple[float, float]:  # pragma: no cover
    """Return the change in cost when `part` comes to stand at `place`, and that queue's finish.

    What stands at the place now is gone; its own change is weighed where it goes.
    """
    end = travel.shape[1] - 1
    node, leaves, change = place[BEFORE], nodes[place[BEFORE]].leaves, 0.0
    if part[FIRST] != end:
        first = part[FIRST]
        shift = leaves + travel[node, first] + nodes[first].work - nodes[first].leaves
        change = shift * (nodes[first].behind - nodes[part[FOLLOWS]].behind)
        node, leaves = part[LAST], nodes[part[LAST]].leaves + shift
    case = place[FOLLOWS]
    if case == end:
        return change, leaves
    shift = leaves + travel[node, case] + nodes[case].work - nodes[case].leaves
    return change + shift * nodes[case].behind, crew[nodes[case].queue].finish + shift


@inlined
def moved(nodes: Records, crew: Records, node: int, case: int) -> float:  # pragma: no cover
    """Return the price of another case after the node, where a kept one was or comes first."""
    here = node - (len(nodes) - len(crew))
    if here < 0 or crew[here].kept < 0:
        return 0.0
    kept = crew[here].kept
    away = np.float64(case != kept) - np.float64(nodes[node].after != kept)
    return float(crew[here].price * away)


@inlined
def fits(crew: Records, here: int, finish: float) -> bool:  # pragma: no cover
    """Return whether that finish can be in time; the last digit is looked at afterwards."""
    return bool(finish <= crew[here].until * (1.0 + 1e-12))


@inlined
def able(nodes: Records, feasible: Flags, here: int, part: Part) -> bool:  # pragma: no cover
    """Return whether the technician may serve every case of the part."""
    case, end = part[FIRST], feasible.shape[1]
    while case != end and case != part[FOLLOWS]:
        if not feasible[here, case]:
            return False
        case = nodes[case].after
    return True


@inlined
def link(nodes: Records, place: Part, part: Part, end: int) -> None:  # pragma: no cover
    """Let the part stand at the place; an empty part closes the gap."""
    if part[FIRST] == end:
        nodes[place[BEFORE]].after = place[FOLLOWS]
    else:
        nodes[place[BEFORE]].after = part[FIRST]
        nodes[part[LAST]].after = place[FOLLOWS]


@compiled
def flip(
    travel: Floats, nodes: Records, crew: Records, node: int, case: int
) -> None:  # pragma: no cover
    """Turn the order after `node` up to `case` round."""
    follows, at, each = nodes[case].after, node, case
    while each != node:
        nodes[at].after = each
        at, each = each, nodes[each].before
    nodes[at].after = follows
    settle(travel, nodes, crew, nodes[node].queue)
