"""Which queue for whom, when there are more cases than technicians?

As many cases as possible are served; among such plans the weighted sum of response times is
lowered for as long as there is time.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kaketsuke.engine import annealing, few_cases, queues
from kaketsuke.engine.instances import CheckedInstance, Instance, MalformedInstance
from kaketsuke.engine.luck import luck_of
from kaketsuke.engine.queues import Flags, Floats, Integers

Queues = tuple[tuple[int, ...], ...]

NEAREST: Final = 20  # cases that are tried after each case
# Annealing goes in rounds, each twice as long as the one before and each from the best plan so
# far: what a shorter run does is the beginning of what a longer run does.
FIRST_STEPS: Final = 100  # for each node, downwards only, to learn the scale of changes
ROUND_STEPS: Final = 300  # for each node, in the first round
HOT: Final = (0.2, 0.05)  # of that scale, by turns
COLD: Final = 0.007
# The same while packing, and what a waiting case counts there, in the same scale.
PACKING: Final = ((1.0, 5.0), (0.5, 5.0), (0.5, 2.0))
PACKING_COLD: Final = 0.05  # of the round's own heat
GLANCE_SECONDS: Final = 0.004  # between two looks at the clock
# On a busy machine a glance may take long, because others run meanwhile. Who has seen that stops
# so much earlier, up to this share of the time given.
STALL_SHARE: Final = 0.08
SLOWEST_PACE: Final = 100_000.0  # steps a second, until measured


@dataclass(frozen=True, slots=True)
class Plan:
    """Ordered queues, one a technician, and who stays unserved."""

    queues: Queues
    unserved: tuple[int, ...]
    total_response_seconds: float
    elapsed_seconds: float
    steps: int


def plan(
    instance: Instance,
    *,
    seconds: float | None = 2.0,
    steps: int | None = None,
    seed: int = 0,
    keep: Mapping[int, int] | None = None,
    threshold_seconds: float = 0.0,
    stopped: Callable[[], bool] = lambda: False,
) -> Plan:
    """Return the best plan found within the seconds, or after exactly so many steps.

    For a few cases it is the best there is, whatever the seconds and steps.
    `keep` says for technicians the case that is theirs already: it stays first in that queue
    unless moving it lowers the weighted sum by more than the threshold, for each one moved.
    `stopped` is asked every few milliseconds; the plan is the best found until then.

    Raises:
        MalformedInstance: with a sentence that names the array.
    """
    if steps is None and (seconds is None or not 0 < seconds < float("inf")):
        raise MalformedInstance("the seconds to plan in must be more than 0")
    checked = instance.checked()
    kept = _kept(checked, keep or {})
    warm_up()
    begun = time.perf_counter()
    if not checked.to_first.size:
        every = tuple(range(len(checked.service)))
        empty: Queues = ((),) * len(checked.ready)
        return Plan(empty, every, 0.0, time.perf_counter() - begun, 0)
    if not keep and few_cases.few_enough(checked):
        lined_up, steps_done = few_cases.best_plan(checked), few_cases.orders(len(checked.service))
    else:
        search = _Search(checked, kept, threshold_seconds, seed)
        ends = None if steps is not None or seconds is None else begun + seconds
        search.stopped = stopped
        search.run(steps=steps, ends=ends)
        lined_up, steps_done = search.best(), search.steps
    served = {case for queue in lined_up for case in queue}
    return Plan(
        lined_up,
        tuple(case for case in range(len(checked.service)) if case not in served),
        total(instance, lined_up),
        time.perf_counter() - begun,
        steps_done,
    )


def _kept(instance: CheckedInstance, keep: Mapping[int, int]) -> Integers:
    kept = np.full(len(instance.ready), -1, np.int64)
    for technician, case in keep.items():
        if not (0 <= technician < len(kept) and 0 <= case < len(instance.service)):
            raise MalformedInstance("keep names a technician or a case that is not there")
        kept[technician] = case
    if len(set(keep.values())) < len(keep):
        raise MalformedInstance("keep gives one case to two technicians")
    return kept


class _Search:
    """One run: the arrays of the compiled loops and how far the rounds have come."""

    def __init__(
        self, instance: CheckedInstance, kept: Integers, threshold: float, seed: int
    ) -> None:
        m, n = instance.to_first.shape
        self.m, self.n = m, n
        in_time = instance.ready <= instance.until
        self.feasible: Flags = instance.feasible & in_time[:, None]
        self.travel = queues.travel_of(instance.to_first, instance.between)
        self.nodes = queues.nodes_of(instance.ready, instance.service, instance.weight)
        # Who is free only after the shift serves nobody; his empty queue breaks no limit.
        until = np.where(in_time, instance.until, np.inf)
        self.crew = queues.crew_of(until, kept, threshold)
        self.near = queues.near_cases(self.travel, self.feasible, max(1, min(NEAREST, n - 1)))
        queues.settle_all(self.travel, self.nodes, self.crew)
        for technician in np.flatnonzero(kept >= 0):
            self._put_first(int(technician), int(kept[technician]))
        queues.nearest_when_free(self.travel, self.feasible, self.nodes, self.crew)
        self.nodes["best"] = self.nodes["after"]
        self.tally: Floats = np.zeros(annealing.TALLY)
        self.luck = luck_of(seed)
        self.stopped: Callable[[], bool] = lambda: False
        self.steps, self.pace, self.stall = 0, SLOWEST_PACE, 0.0
        self._count()
        self.tally[annealing.BEST_COST] = self.tally[annealing.COST]
        self.tally[annealing.BEST_WAITING] = self.tally[annealing.WAITING]

    def _put_first(self, technician: int, case: int) -> None:
        arrays = (self.travel, self.feasible, self.nodes, self.crew)
        if queues.can_append(*arrays, technician, case):
            queues.append(self.travel, self.nodes, self.crew, technician, case)

    def _count(self) -> None:
        self.tally[annealing.COST] = queues.cost(self.nodes, self.crew)
        self.tally[annealing.WAITING] = (self.nodes["queue"][: self.n] == self.m).sum()

    def run(self, *, steps: int | None, ends: float | None) -> None:
        """Go round after round until the steps are done, the time is over or somebody stops it."""
        size, number = FIRST_STEPS * len(self.nodes), -1
        most = np.inf if ends is None else STALL_SHARE * (ends - time.perf_counter())
        while self._round(size, number, steps, ends, most):
            number += 1
            size = ROUND_STEPS * len(self.nodes) * 2**number

    def _round(
        self, size: int, number: int, steps: int | None, ends: float | None, most: float
    ) -> bool:
        """Go one round and return whether there is more to go."""
        cooling = self._warm(size, number)
        left = size
        while left:
            now = time.perf_counter()
            allowed = left if steps is None else min(left, steps - self.steps)
            if ends is not None:
                allowed = min(allowed, self._until_glance(ends - self.stall - now))
            if allowed <= 0 or self.stopped():
                return False
            self._anneal(allowed, cooling)
            took = time.perf_counter() - now
            self.pace = allowed / max(took, 1e-6)
            self.stall = max(self.stall, min(took - 2 * GLANCE_SECONDS, most))
            left -= allowed
        return True

    def _until_glance(self, remaining: float) -> int:
        """Return how many steps may pass before the next look at the clock.

        However long others held up the beginning, the first few are taken.
        """
        if remaining <= 0 and self.steps:
            return 0
        return max(1, int(self.pace * min(max(remaining, 0.0), GLANCE_SECONDS)))

    def _warm(self, size: int, number: int) -> float:
        """Set the heat of a round and return by what each step cools."""
        if number < 0:
            return 1.0
        self.nodes["after"] = self.nodes["best"]
        queues.settle_all(self.travel, self.nodes, self.crew)
        self._count()
        rises = max(self.tally[annealing.RISES], 1.0)
        scale = float(np.exp(self.tally[annealing.LOGARITHMS] / rises))
        packing = number % 2 == 0 and self.tally[annealing.WAITING] > 0
        if packing:
            hot, price = PACKING[number // 2 % len(PACKING)]
            self.tally[annealing.PRICE], cold = scale * price, hot * PACKING_COLD
        else:
            hot, cold = HOT[number % len(HOT)], COLD
        self.tally[annealing.PACKING] = float(packing)
        self.tally[annealing.TEMPERATURE] = scale * hot
        return float((cold / hot) ** (1.0 / size))

    def _anneal(self, steps: int, cooling: float) -> None:
        annealing.anneal(
            self.travel,
            self.feasible,
            self.near,
            self.nodes,
            self.crew,
            self.tally,
            self.luck,
            steps,
            cooling,
        )
        self.steps += steps

    def best(self) -> Queues:
        """Return the best plan met."""
        after = self.nodes["best"].tolist()
        return tuple(_row(after, self.n + 1 + technician, self.n) for technician in range(self.m))


def _row(after: Sequence[int], start: int, end: int) -> tuple[int, ...]:
    """Return the cases of the queue that begins at a node."""
    row, case = [], after[start]
    while case != end:
        row.append(case)
        case = after[case]
    return tuple(row)


def arrivals(instance: Instance, lined_up: Sequence[Sequence[int]]) -> list[list[float]]:
    """Return for each queue when the technician stands at each door, summed from left to right."""
    found = []
    for technician, queue in enumerate(lined_up):
        leaves, before, row = float(instance.ready[technician]), None, []
        for case in queue:
            way = instance.to_first[technician] if before is None else instance.between[before]
            arrives = leaves + float(way[case])
            row.append(arrives)
            leaves, before = arrives + float(instance.service[case]), case
        found.append(row)
    return found


def total(instance: Instance, lined_up: Sequence[Sequence[int]]) -> float:
    """Return the sum of weight times arrival, technician by technician, from left to right."""
    summed = 0.0
    for queue, row in zip(lined_up, arrivals(instance, lined_up), strict=True):
        for case, arrives in zip(queue, row, strict=True):
            weight = 1.0 if instance.weight is None else float(instance.weight[case])
            summed += weight * arrives
    return summed


@functools.cache
def warm_up() -> None:
    """Compile the loops, or load them as compiled before; later calls return at once."""
    pair = np.ones((2, 2))
    sample = Instance(np.ones(2), pair, pair, np.ones(2), until=np.full(2, 9.0))
    search = _Search(sample.checked(), np.full(2, -1, np.int64), 0.0, 0)
    search.run(steps=1_000, ends=None)
    few_cases.best_plan(sample.checked())
