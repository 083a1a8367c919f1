"""One case each: as many as possible, then the least weighted sum."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from kaketsuke.engine import assignment, instances, matching


def every_way(cost, feasible, weight):
    """The best (served, sum) by trying everything."""
    n, m = cost.shape
    best = (0, 0.0)
    for chosen in itertools.product(range(-1, m), repeat=n):
        taken = [j for j in chosen if j >= 0]
        if len(set(taken)) < len(taken):
            continue
        if any(j >= 0 and not feasible[i, j] for i, j in enumerate(chosen)):
            continue
        total = sum(weight[i] * cost[i, j] for i, j in enumerate(chosen) if j >= 0)
        best = min(best, (-len(taken), total))
    return -best[0], best[1]


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 10_000), st.floats(0.1, 1.0))
@settings(max_examples=40)
def test_it_is_as_good_as_trying_everything(n, m, seed, open_share):
    chance = np.random.default_rng(seed)
    cost = chance.integers(0, 50, (n, m)).astype(float)
    feasible = chance.random((n, m)) < open_share
    weight = chance.choice([0.0, 0.5, 1.0, 7.0], n)
    answer = assignment.assign(cost, feasible=feasible, weight=weight)
    served = [(i, j) for i, j in enumerate(answer.technician) if j >= 0]
    assert all(feasible[i, j] for i, j in served)
    assert len({j for _, j in served}) == len(served)
    assert (len(served), answer.total_seconds) == pytest.approx(every_way(cost, feasible, weight))


def squares():
    chance = np.random.default_rng(5)
    places = chance.uniform(0, 9_000, (120, 2))
    ways = np.hypot(*(places[:, None] - places[None, ::-1]).transpose(2, 0, 1))
    yield "ways", ways
    yield "cases at one address", np.repeat(ways[::4], 4, axis=0)
    yield "technicians at one base", np.repeat(ways[:, ::4], 4, axis=1)
    yield (
        "alike but for the last digit",
        np.repeat(ways[::4], 4, axis=0) * (1 + 1e-15 * chance.integers(0, 3, ways.shape)),
    )
    yield "all the same", np.full((70, 70), 5.0)
    yield "small integers", chance.integers(0, 4, (90, 90)).astype(float)
    yield "product", chance.random(90)[:, None] * chance.random(90)[None, :]
    yield "decimals and large values", chance.uniform(0, 1e5, (150, 150))


@pytest.mark.parametrize(("kind", "cost"), list(squares()), ids=lambda value: str(value)[:30])
def test_a_square_costs_what_an_exact_solver_says(kind, cost):
    answer = assignment.assign(cost)
    rows, columns = linear_sum_assignment(cost)
    assert sorted(answer.technician) == list(range(len(cost)))
    assert answer.total_seconds == pytest.approx(cost[rows, columns].sum(), rel=1e-12)


@pytest.mark.parametrize("size", [1, 2, 3, 17])
def test_the_compiled_loop_solves_small_squares_too(size):
    cost = np.random.default_rng(size).random((size, size))
    columns = matching.cheapest_columns(cost)
    rows, best = linear_sum_assignment(cost)
    assert sorted(columns) == list(rows)
    assert cost[rows, columns].sum() == pytest.approx(cost[rows, best].sum())


def test_serving_more_comes_before_any_sum():
    # Case 0 may go to both, case 1 to technician 0 only: serving both costs 100,000 times more.
    answer = assignment.assign(
        [[0.1, 1e5], [0.2, 0.0]], feasible=np.array([[True, True], [True, False]])
    )
    assert answer.technician == (1, 0)
    assert answer.total_seconds == 1e5 + 0.2


def test_the_last_digits_count_where_some_pairs_are_impossible():
    cost = np.array([[90_000.0001, 90_000.0002, 1.0], [90_000.0002, 90_000.0002, 1.0], [1, 1, 1]])
    feasible = np.array([[True, True, False], [True, True, False], [False, False, False]])
    answer = assignment.assign(cost, feasible=feasible)
    assert answer.technician == (0, 1, -1)


def test_nobody_and_nothing_are_answered():
    assert assignment.assign(np.zeros((0, 3))).technician == ()
    assert assignment.assign(np.zeros((2, 0))).technician == (-1, -1)
    nobody = assignment.assign(np.ones((2, 2)), feasible=np.zeros((2, 2), bool))
    assert (nobody.technician, nobody.total_seconds) == ((-1, -1), 0.0)


def test_infinite_means_impossible_only_where_it_is_said_so():
    cost = np.array([[np.inf, 3.0]])
    with pytest.raises(instances.MalformedInstance, match="cost"):
        assignment.assign(cost)
    answer = assignment.assign(cost, feasible=np.array([[False, True]]))
    assert answer.technician == (1,)
