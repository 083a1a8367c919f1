"""Below which sum of response times no plan at all can come: a proof, not a search.

Every plan gives each technician one queue, so it is a choice of columns (a technician and a queue).
For any prices of the cases, what the cases pay less what each technician's best queue earns is a
bound from below (Lagrange). The best prices are those of a linear programme over queues, to which
the best queues under its prices are added until none earns anything (column generation).

The best queue is built from its end: with r cases still to serve, a second costs r seconds, so the
tails are the same for all technicians and only the way to the first case is his own. A tail
remembers which of the cases around its first one it has served (Baldacci, Mingozzi and Roberti:
New route relaxation and pricing strategies, Operations Research 59, 2011); it may serve a far one
twice, which can only lower the bound.

For instances without limits and weights, whose times obey the triangle inequality.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numba
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array

from kaketsuke.engine.instances import Instance

REMEMBERED = 6  # cases around each case, itself included
A_ROUND = 8  # queues that are added for each technician and round
STEADY = 0.5  # prices are asked half way between the best so far and the programme's
UNSERVED = 1e6  # a case that no queue of the programme holds
ROUNDS = 400
CLOSE = 1e-6  # of the sum: nearer the bound need not come to the programme's value

Queue = tuple[int, ...]


def bound(given: Instance, plans: Iterable[Sequence[Queue]]) -> float:
    """Return a sum that no plan is below; good plans to begin with save time."""
    programme = _Programme(given)
    for queues in plans:
        programme.add_parts(queues)
    around, at = _surroundings(given.between)
    become = _becoming(around, at)
    best, centre = 0.0, None
    for _ in range(ROUNDS):
        value, prices, rents = programme.solved()
        if value - best <= CLOSE * value:
            return best
        tries = [prices] if centre is None else [STEADY * centre + (1 - STEADY) * prices, prices]
        for tried in tries:
            most = _most(given, tried)
            least, follows = _tails(given.between, given.service, tried, at, become, most)
            earned, found = _heads(least, follows, given.ready, given.to_first, rents)
            proven = float(tried.sum() + np.minimum(earned, 0.0).sum())
            if proven > best:
                best, centre = proven, tried
            if programme.add(found, prices, rents):
                break
        else:
            return best
    return best


def _most(given: Instance, prices: Any) -> int:
    """Return how long a queue may have to be.

    In a longer one all behind the first case would wait at least its work less without it: more
    than it pays.
    """
    return min(max(int(np.ceil((prices / given.service).max())) + 1, 2), len(prices))


class _Programme:
    """Queues so far; each case at least once, each technician at most one queue."""

    def __init__(self, given: Instance) -> None:
        self.given = given
        self.m, self.n = given.to_first.shape
        self.costs: dict[tuple[int, Queue], float] = {}

    def cost(self, technician: int, queue: Queue) -> float:
        leaves, total, way = float(self.given.ready[technician]), 0.0, None
        for case in queue:
            way = self.given.to_first[technician] if way is None else way
            arrives = leaves + float(way[case])
            total += arrives
            leaves, way = arrives + float(self.given.service[case]), self.given.between[case]
        return total

    def add_parts(self, queues: Sequence[Queue]) -> None:
        for technician, queue in enumerate(queues):
            for cut in range(len(queue)):
                for part in (queue[cut:], queue[: cut + 1]):
                    self.costs[technician, tuple(part)] = self.cost(technician, tuple(part))

    def add(self, found: list[Any], prices: Any, rents: Any) -> bool:
        """Add queues that lower the programme's value and return whether there were any."""
        before = len(self.costs)
        for row in found:
            technician, queue = int(row[0]), tuple(row[1:][row[1:] >= 0].tolist())
            cost = self.cost(technician, queue)
            if cost - prices[list(queue)].sum() - rents[technician] < -CLOSE:
                self.costs[technician, queue] = cost
        return len(self.costs) > before

    def solved(self) -> tuple[float, Any, Any]:
        """Return the least sum, what each case pays, and each technician's rent (0 or less)."""
        entries: list[tuple[int, int, float]] = []
        for column, (technician, queue) in enumerate(self.costs):
            entries += [(case, column, -1.0) for case in queue]
            entries.append((self.n + technician, column, 1.0))
        entries += [(case, len(self.costs) + case, -1.0) for case in range(self.n)]
        rows, columns, values = zip(*entries, strict=True)
        shape = (self.n + self.m, len(self.costs) + self.n)
        limits = np.concatenate([-np.ones(self.n), np.ones(self.m)])
        solution = linprog(
            np.array([*self.costs.values(), *[UNSERVED] * self.n]),
            A_ub=csc_array((values, (rows, columns)), shape=shape),
            b_ub=limits,
            method="highs-ds",
        )
        duals = solution.ineqlin.marginals
        return float(solution.fun), -duals[: self.n], duals[self.n :]


@numba.njit(cache=True)
def _surroundings(between: Any) -> Any:
    """Return the cases around each case, itself first, and where each case stands in that row."""
    n = len(between)
    many = min(REMEMBERED, n)
    around, at = np.zeros((n, many), np.int64), np.full((n, n), -1, np.int64)
    for case in range(n):
        ways = between[case].copy()
        ways[case] = -1.0
        around[case] = np.argsort(ways)[:many]
        for place in range(many):
            at[case, around[case, place]] = place
    return around, at


@numba.njit(cache=True)
def _becoming(around: Any, at: Any) -> Any:
    """Return what a memory of the case behind becomes where another case comes before it."""
    n, many = around.shape
    become = np.ones((n, n, 1 << many), np.uint8)
    for case in range(n):
        for behind in range(n):
            for memory in range(1 << many):
                for place in range(many):
                    there = at[case, around[behind, place]]
                    if memory >> place & 1 and there >= 0:
                        become[case, behind, memory] |= 1 << there
    return become


@numba.njit(cache=True)
def _tails(between: Any, service: Any, prices: Any, at: Any, become: Any, most: int) -> Any:
    """Return the least of cost less prices for [cases to serve, the first of them, memory].

    Counted from the first one's door on; and which tail follows it.
    """
    n, memories = len(prices), become.shape[2]
    least = np.full((most + 1, n, memories), np.inf)
    follows = np.full((most + 1, n, memories), -1, np.int64)
    # How much all that may still come before can lower a tail: beyond that it earns nothing.
    hope = np.zeros(most + 2)
    for left in range(most, 0, -1):
        hope[left] = hope[left + 1] + max(0.0, (prices - left * service).max())
    least[1, :, 1] = -prices
    for left in range(1, most):
        for behind in range(n):
            for memory in range(memories):
                if least[left, behind, memory] >= hope[left]:
                    continue
                tail = least[left, behind, memory] + left * (service + between[:, behind]) - prices
                for case in range(n):
                    # A case remembers itself, so none follows itself.
                    place, now = at[behind, case], become[case, behind, memory]
                    known = place >= 0 and memory >> place & 1
                    if not known and tail[case] < least[left + 1, case, now]:
                        least[left + 1, case, now] = tail[case]
                        follows[left + 1, case, now] = behind * memories + memory
    return least, follows


@numba.njit(cache=True)
def _heads(least: Any, follows: Any, ready: Any, to_first: Any, rents: Any) -> Any:
    """Return what each technician's best queue earns (below 0) and good queues for everybody."""
    most, n, memories = least.shape
    best, which = np.full(most * n, np.inf), np.zeros(most * n, np.int64)
    for left in range(1, most):
        for case in range(n):
            which[left * n + case] = np.argmin(least[left, case])
            best[left * n + case] = least[left, case].min()
    earned, found = np.zeros(len(ready)), []
    for technician in range(len(ready)):
        whole = best.copy()
        for row in range(most * n):
            whole[row] += row // n * (ready[technician] + to_first[technician, row % n])
        order = np.argsort(whole)
        earned[technician] = whole[order[0]]
        for row in order[:A_ROUND]:
            if whole[row] >= rents[technician]:
                break
            queue = np.full(most + 1, -1, np.int64)
            queue[0] = technician
            left, case, memory = row // n, row % n, which[row]
            for place in range(1, left + 1):
                queue[place] = case
                tail = follows[left + 1 - place, case, memory]
                case, memory = tail // memories, tail % memories
            found.append(queue)
    return earned, found
