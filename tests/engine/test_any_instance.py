"""Whatever a valid instance holds, the interface keeps its word."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from kaketsuke.engine import assignment, one_by_one, plan
from kaketsuke.engine.instances import LONGEST_SECONDS, Instance

# Doubles of each other, nothing at all, decimals that do not sum exactly, and the largest allowed.
SECONDS = st.sampled_from([0.0, 0.1, 0.3, 1.0, 1.0, 600.0, 1_499.9, 86_400.0, LONGEST_SECONDS])
WEIGHTS = st.sampled_from([0.0, 0.0, 1e-6, 1.0, 1.0, 3.5, 1e6])
UNTIL = st.sampled_from([0.0, 600.0, 7_200.0, LONGEST_SECONDS, np.inf])


def filled(draw, values, *shape):
    size = int(np.prod(shape))
    return np.array(draw(st.lists(values, min_size=size, max_size=size))).reshape(shape)


@st.composite
def any_instances(draw, most_cases=11, most_technicians=4):
    """An instance with any of its optional arrays, down to nobody and nothing."""
    n, m = draw(st.integers(0, most_cases)), draw(st.integers(0, most_technicians))
    optional = {
        "feasible": lambda: filled(draw, st.booleans(), m, n).astype(bool),
        "weight": lambda: filled(draw, WEIGHTS, n).astype(float),
        "until": lambda: filled(draw, UNTIL, m).astype(float),
    }
    return Instance(
        ready=filled(draw, SECONDS, m).astype(float),
        to_first=filled(draw, SECONDS, m, n).astype(float),
        between=filled(draw, SECONDS, n, n).astype(float),
        service=filled(draw, SECONDS, n).astype(float),
        **{name: make() for name, make in optional.items() if draw(st.booleans())},
    )


def judged(instance, queues, unserved):
    """The total added up by hand, after every promise about the queues was looked at."""
    n, m = len(instance.service), len(instance.ready)
    assert len(queues) == m
    assert sorted([*itertools.chain(*queues), *unserved]) == list(range(n))
    total = 0.0
    for technician, queue in enumerate(queues):
        leaves, at = instance.ready[technician], None
        for case in queue:
            assert instance.feasible is None or instance.feasible[technician, case]
            way = instance.to_first[technician] if at is None else instance.between[at]
            arrives = leaves + way[case]
            total += (1.0 if instance.weight is None else instance.weight[case]) * arrives
            leaves, at = arrives + instance.service[case], case
        if queue and instance.until is not None:
            assert leaves <= instance.until[technician]
    return total


@given(any_instances(), st.integers(0, 2**63), st.lists(st.integers(1, 3_000), max_size=3))
@settings(max_examples=120)
def test_any_plan_keeps_its_word(instance, seed, lengths):
    worst = (np.inf, np.inf)
    for steps in sorted([*lengths, 4_000]):
        found = plan.plan(instance, steps=steps, seed=seed)
        assert found.total_response_seconds == judged(instance, found.queues, found.unserved)
        now = (len(found.unserved), found.total_response_seconds)
        # Sums near the largest allowed differ in their last digits by the order of adding up.
        assert now[0] < worst[0] or now[1] <= worst[1] * (1 + 1e-9)
        worst = now
    again = plan.plan(instance, steps=4_000, seed=seed)
    assert (again.queues, again.unserved) == (found.queues, found.unserved)


@given(any_instances(most_cases=3, most_technicians=2))
@settings(max_examples=80)
def test_no_plan_of_a_few_cases_is_better(instance):
    found = plan.plan(instance, seconds=0.001)
    now = (len(found.unserved), found.total_response_seconds)
    n, m = len(instance.service), len(instance.ready)
    for order in itertools.permutations(range(n)):
        for owners in itertools.product(range(m + 1), repeat=n):
            shared = list(zip(order, owners, strict=True))
            queues = [[case for case, owner in shared if owner == each] for each in range(m)]
            unserved = [case for case, owner in shared if owner == m]
            try:
                total = judged(instance, queues, unserved)
            except AssertionError:
                continue
            assert now[0] <= len(unserved)
            assert now[0] < len(unserved) or now[1] <= total * (1 + 1e-9)


@given(any_instances())
@settings(max_examples=60)
def test_any_rule_keeps_its_word_and_no_plan_serves_fewer(instance):
    found = plan.plan(instance, steps=2_000)
    queues = one_by_one.nearest_when_free(instance)
    left = set(range(len(instance.service))) - set(itertools.chain(*queues))
    judged(instance, queues, left)
    assert len(found.unserved) <= len(left)
    rolled = one_by_one.rolling_assignment(instance)
    judged(instance, rolled, set(range(len(instance.service))) - set(itertools.chain(*rolled)))


def exact(cost, feasible, weight):
    """(served, sum) by an integer programme: first the most that can be served, then the least."""
    n, m = cost.shape
    if not n or not m or not feasible.any():
        return 0, 0.0
    rows = np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))
    each_once = [LinearConstraint(row, 0, 1) for row in rows]
    common = {"integrality": np.ones(n * m), "bounds": Bounds(0, feasible.ravel().astype(float))}
    most = milp(-np.ones(n * m), constraints=each_once, **common)
    served = round(-most.fun)
    as_many = LinearConstraint(np.ones((1, n * m)), served, served)
    least = milp((weight[:, None] * cost).ravel(), constraints=[*each_once, as_many], **common)
    return served, least.fun


@given(
    st.integers(0, 7), st.integers(0, 9), st.integers(0, 10_000), st.sampled_from([0, 0.2, 0.6, 1])
)
@settings(max_examples=60)
def test_any_assignment_is_as_good_as_an_integer_programme(n, m, seed, open_share):
    chance = np.random.default_rng(seed)
    cost = chance.choice([0.0, 0.1, 7.0, 7.0, 600.0, 1_500.5, 86_400.0], (n, m))
    feasible, weight = chance.random((n, m)) < open_share, chance.choice([0.0, 1.0, 2.5], n)
    answer = assignment.assign(cost, feasible=feasible, weight=weight)
    served = [(i, j) for i, j in enumerate(answer.technician) if j >= 0]
    assert len(answer.technician) == n
    assert len({j for _, j in served}) == len(served)
    assert all(feasible[pair] for pair in served)
    assert answer.total_seconds == sum((weight[i] * cost[i, j] for i, j in served), 0.0)
    assert (len(served), answer.total_seconds) == pytest.approx(exact(cost, feasible, weight))


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, np.uint8])
def test_any_layout_and_number_type_is_read_as_it_is_written(order, kind):
    cost = np.array(np.random.default_rng(3).integers(0, 200, (40, 40)), kind, order=order)
    plain = assignment.assign(np.array(cost, np.float64, order="C"))
    assert assignment.assign(cost).total_seconds == plain.total_seconds
    view = np.array(np.repeat(cost, 2, axis=1))[:, ::2]
    assert assignment.assign(view).total_seconds == plain.total_seconds


@pytest.mark.parametrize(("n", "m"), [(1, 60), (60, 1), (30, 30)])
def test_the_time_budget_is_the_work_not_the_wait(n, m):
    chance = np.random.default_rng(n)
    instance = Instance(
        ready=np.zeros(m),
        to_first=chance.uniform(0, 900, (m, n)),
        between=chance.uniform(0, 900, (n, n)),
        service=np.full(n, 600.0),
    )
    found = plan.plan(instance, seconds=0.05)
    judged(instance, found.queues, found.unserved)
    assert found.steps > 0
    assert found.unserved == ()
