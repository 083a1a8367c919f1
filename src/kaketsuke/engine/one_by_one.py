"""Queues as people make them by hand: quick rules, to compare a plan with."""

from __future__ import annotations

import numpy as np

from kaketsuke.engine import assignment, queues
from kaketsuke.engine.instances import LONGEST_SECONDS, CheckedInstance, Instance
from kaketsuke.engine.plan import Queues


def nearest_when_free(instance: Instance) -> Queues:
    """Return queues where who is free next takes the nearest waiting case that fits.

    Raises:
        MalformedInstance: with a sentence that names the array.
    """
    checked = instance.checked()
    return _as_queues(_nearest(checked))


def _nearest(checked: CheckedInstance) -> list[list[int]]:
    m, n = checked.to_first.shape
    lined_up: list[list[int]] = [[] for _ in range(m)]
    waits, free = np.ones(n, np.bool_), checked.ready.copy()
    while waits.any() and np.isfinite(free).any():
        technician = int(np.argmin(free))
        ways = _ways(checked, lined_up, technician)
        ends = free[technician] + ways + checked.service
        fits = waits & checked.feasible[technician] & (ends <= checked.until[technician])
        if not fits.any():
            free[technician] = np.inf
            continue
        case = int(np.argmin(np.where(fits, ways, np.inf)))
        lined_up[technician].append(case)
        waits[case], free[technician] = False, ends[case]
    return lined_up


def rolling_assignment(instance: Instance) -> Queues:
    """Return queues made by assigning one waiting case to everyone, again and again.

    Raises:
        MalformedInstance: with a sentence that names the array.
    """
    checked = instance.checked()
    m, n = checked.to_first.shape
    lined_up: list[list[int]] = [[] for _ in range(m)]
    waits, free = np.arange(n), checked.ready.copy()
    while len(waits):
        arrives = free[:, None] + np.array(
            [_ways(checked, lined_up, technician)[waits] for technician in range(m)]
        ).reshape(m, len(waits))
        ends = arrives + checked.service[waits]
        fits = checked.feasible[:, waits] & (ends <= checked.until[:, None])
        # Beyond thirty years it does not matter who is later.
        sums = np.minimum(arrives, LONGEST_SECONDS)
        chosen = assignment.assign(sums.T, feasible=fits.T).technician
        if max(chosen, default=-1) < 0:
            break
        for at, technician in enumerate(chosen):
            if technician >= 0:
                lined_up[technician].append(int(waits[at]))
                free[technician] = ends[technician, at]
        waits = waits[np.array(chosen) < 0]
    return _as_queues(lined_up)


def _ways(checked: CheckedInstance, lined_up: list[list[int]], technician: int) -> queues.Floats:
    """Return the seconds to every case from where the technician's queue ends so far."""
    row = lined_up[technician]
    ways: queues.Floats = checked.between[row[-1]] if row else checked.to_first[technician]
    return ways


def _as_queues(rows: list[list[int]]) -> Queues:
    return tuple(tuple(row) for row in rows)
