"""The best next wave, in compiled loops: every wave among a few, runs of the order beyond them.

What a wave costs is an integral over the time until the first yes; it is taken at fixed nodes.
`late[w, j, q]` is the chance that j's answer comes after node q of window w, `over[w, j]` that it
comes after the window's end.
"""

from __future__ import annotations

import numpy as np

from kaketsuke.engine.compiling import compiled
from kaketsuke.engine.queues import Floats, Integers


@compiled
def wave_cost(
    members: Integers,
    people: Floats,
    firms: Integers,
    late: Floats,
    over: Floats,
    nodes: Floats,
    weights: Floats,
    vain: float,
) -> tuple[float, float]:  # pragma: no cover
    """Return what a wave costs by itself, in seconds, and the chance that nobody says yes.

    `people[j]` are door seconds, chance, passes and answer seconds. `late[j, q]`, `over[j]`,
    `nodes[q]` and `weights[q]` are those of one window, whose length is the weights' sum.
    """
    none, firm_count = 1.0, 0
    for at in range(len(members)):
        none *= 1.0 - people[members[at], 1] * (1.0 - over[members[at]])
        new = 1
        for before in range(at):
            if firms[members[before]] == firms[members[at]]:
                new = 0
        firm_count += new
    cost, length = 0.0, 0.0
    for q in range(len(nodes)):
        free, passed, density = 1.0, 1.0, 0.0
        for at in range(len(members)):
            j = members[at]
            answered = 1.0 - late[j, q]
            free *= 1.0 - people[j, 1] * answered
            passed *= people[j, 2] * answered
        for at in range(len(members)):
            j = members[at]
            still = 1.0 - people[j, 1] * (1.0 - late[j, q])
            says_yes = people[j, 1] * late[j, q] / people[j, 3]
            density += says_yes * free / still * (nodes[q] + people[j, 0])
        cost += weights[q] * (density - passed)
        length += weights[q]
    cost += none * length + vain * (firm_count - 1.0 + none)
    return cost, none


@compiled
def value_of_runs(
    first: int,
    people: Floats,
    firms: Integers,
    late: Floats,
    over: Floats,
    nodes: Floats,
    weights: Floats,
    vain: float,
    at_once: int,
    nobody: float,
) -> float:  # pragma: no cover
    """Return the least cost of asking everybody from `first` on in waves that follow the order."""
    count = len(people)
    value = np.full(count + 1, nobody)
    for start in range(count - 1, first - 1, -1):
        best = np.inf
        for size in range(1, min(at_once, count - start) + 1):
            members = np.arange(start, start + size)
            for w in range(len(nodes)):
                cost, none = wave_cost(
                    members, people, firms, late[w], over[w], nodes[w], weights[w], vain
                )
                best = min(best, cost + none * value[start + size])
        value[start] = best
    return float(value[first])


@compiled
def costs_of_all(
    head: int,
    people: Floats,
    firms: Integers,
    late: Floats,
    over: Floats,
    nodes: Floats,
    weights: Floats,
    vain: float,
    at_once: int,
) -> tuple[Floats, Floats]:  # pragma: no cover
    """Return what each set of people costs as a wave of each window, and the chance of no yes."""
    sets, windows = 1 << head, len(nodes)
    cost, none = np.full((sets, windows), np.inf), np.ones((sets, windows))
    members = np.empty(head, np.int64)
    for chosen in range(1, sets):
        size = 0
        for j in range(head):
            if chosen >> j & 1:
                members[size] = j
                size += 1
        if size <= at_once:
            for w in range(windows):
                cost[chosen, w], none[chosen, w] = wave_cost(
                    members[:size], people, firms, late[w], over[w], nodes[w], weights[w], vain
                )
    return cost, none


@compiled
def best_first_wave(
    cost: Floats, none: Floats, after_all: float
) -> tuple[int, int, float]:  # pragma: no cover
    """Return the members of the best first wave as bits, its window, and the least cost of all.

    Every sequence of waves that asks each once is weighed; after them follows `after_all`.
    """
    sets, windows = cost.shape
    value = np.full(sets, np.inf)
    value[0] = after_all
    best, window = 0, 0
    for left in range(1, sets):
        chosen = left
        while chosen > 0:
            for w in range(windows):
                total = cost[chosen, w] + none[chosen, w] * value[left ^ chosen]
                if total < value[left]:
                    value[left], best, window = total, chosen, w
            chosen = (chosen - 1) & left
    return best, window, value[sets - 1]
