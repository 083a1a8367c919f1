"""Queues: every case once, no limit broken, the best sum that time allows."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaketsuke.engine import one_by_one, plan
from kaketsuke.engine.instances import Instance, MalformedInstance


def instance(seed=1, n=12, m=4, **changes):
    """Cases and technicians on a square, as in docs/engine.md."""
    chance = np.random.default_rng(seed)
    doors, starts = chance.uniform(0, 60, (n, 2)), chance.uniform(0, 60, (m, 2))
    arrays = {
        "ready": np.where(np.arange(m) % 2, chance.uniform(0, 2_400, m), 0.0),
        "to_first": ways(starts, doors),
        "between": ways(doors, doors),
        "service": 1_500 * np.exp(0.5 * chance.standard_normal(n)),
    }
    return Instance(**(arrays | changes))


def ways(origins, destinations):
    return np.hypot(*(origins[:, None] - destinations[None]).transpose(2, 0, 1)) * 156


def limited(seed, n, m):
    """The same with everything that can limit a plan."""
    chance = np.random.default_rng(seed + 99)
    return instance(
        seed,
        n,
        m,
        feasible=chance.random((m, n)) < 0.7,
        weight=chance.choice([0.0, 1.0, 3.5], n),
        until=chance.choice([500.0, 6_000.0, 15_000.0, np.inf], m),
    )


def holds(given_instance, queues, unserved):
    """Every case once, by somebody who may, and done by the end of the shift."""
    n = len(given_instance.service)
    assert sorted([*itertools.chain(*queues), *unserved]) == list(range(n))
    every = zip(queues, plan.arrivals(given_instance, queues), strict=True)
    for technician, (queue, arrives) in enumerate(every):
        if given_instance.feasible is not None:
            assert all(given_instance.feasible[technician, case] for case in queue)
        if given_instance.until is not None and queue:
            ends = arrives[-1] + given_instance.service[queue[-1]]
            assert ends <= given_instance.until[technician]


@given(st.integers(0, 500), st.integers(1, 14), st.integers(1, 5))
@settings(max_examples=30)
def test_a_plan_serves_each_case_once_and_breaks_no_limit(seed, n, m):
    given_instance = limited(seed, n, m)
    found = plan.plan(given_instance, steps=6_000, seed=seed)
    holds(given_instance, found.queues, found.unserved)
    by_hand = 0.0
    for technician, queue in enumerate(found.queues):
        now, at = given_instance.ready[technician], None
        for case in queue:
            now += (
                given_instance.to_first[technician] if at is None else given_instance.between[at]
            )[case]
            by_hand += given_instance.weight[case] * now
            now += given_instance.service[case]
            at = case
    assert found.total_response_seconds == by_hand


def best_of_all(given_instance):
    """The best (unserved, sum) by trying every order of every subset for everyone."""
    n, m = len(given_instance.service), len(given_instance.ready)
    best = (n, 0.0)
    for order in itertools.permutations(range(n)):
        for owners in itertools.product(range(m + 1), repeat=n):
            queues = [
                [case for case, owner in zip(order, owners, strict=True) if owner == each]
                for each in range(m)
            ]
            try:
                holds(
                    given_instance,
                    queues,
                    [c for c, o in zip(order, owners, strict=True) if o == m],
                )
            except AssertionError:
                continue
            unserved = sum(owner == m for owner in owners)
            best = min(best, (unserved, plan.total(given_instance, queues)))
    return best


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_small_plans_are_the_best_there_are(seed):
    given_instance = limited(seed, 4, 2)
    found = plan.plan(given_instance, steps=20_000)
    assert (len(found.unserved), found.total_response_seconds) == pytest.approx(
        best_of_all(given_instance)
    )


def test_the_same_seed_and_steps_give_the_same_plan():
    one, two = (plan.plan(instance(), steps=9_000, seed=4) for _ in range(2))
    assert (one.queues, one.total_response_seconds) == (two.queues, two.total_response_seconds)


@given(st.integers(0, 99), st.lists(st.integers(1, 60_000), min_size=2, max_size=4))
@settings(max_examples=10)
def test_a_longer_run_is_never_worse(seed, lengths):
    given_instance = limited(seed, 16, 4)
    worst = (99, np.inf)
    for steps in sorted(lengths):
        found = plan.plan(given_instance, steps=steps, seed=seed)
        now = (len(found.unserved), found.total_response_seconds)
        assert now <= worst
        worst = now


def test_it_beats_the_rules_that_people_use():
    given_instance = instance(3, 60, 20)
    found = plan.plan(given_instance, steps=400_000).total_response_seconds
    rules = (one_by_one.nearest_when_free, one_by_one.rolling_assignment)
    by_rule = [rule(given_instance) for rule in rules]
    for queues in by_rule:
        holds(given_instance, queues, [])
    assert found < 0.93 * min(plan.total(given_instance, queues) for queues in by_rule)


def test_the_rules_respect_limits_too():
    given_instance = limited(8, 20, 5)
    for rule in (one_by_one.nearest_when_free, one_by_one.rolling_assignment):
        queues = rule(given_instance)
        left = set(range(20)) - set(itertools.chain(*queues))
        holds(given_instance, queues, left)


def test_the_time_that_is_given_is_used():
    found = plan.plan(instance(1, 100, 30), seconds=0.2)
    assert found.elapsed_seconds >= 0.18  # less by the longest that others held it up
    assert found.steps > 0


def test_a_plan_can_be_stopped_at_any_moment():
    given_instance, glances = instance(1, 100, 30), itertools.count(1)
    found = plan.plan(given_instance, seconds=600, stopped=lambda: next(glances) > 3)
    holds(given_instance, found.queues, found.unserved)
    assert next(glances) == 5
    assert found.unserved == ()


def test_an_end_of_shift_beyond_all_bounds_is_none():
    without = plan.plan(instance(), steps=4_000)
    for far in (np.inf, 1e12):
        assert plan.plan(instance(until=np.full(4, far)), steps=4_000).queues == without.queues


def test_nobody_and_nothing_are_answered():
    nobody = plan.plan(instance(n=3, m=0), seconds=0.1)
    assert (nobody.queues, nobody.unserved) == ((), (0, 1, 2))
    nothing = plan.plan(instance(n=0, m=2), seconds=0.1)
    assert (nothing.queues, nothing.unserved) == (((), ()), ())
    impossible = instance(n=3, m=2, feasible=np.zeros((2, 3), bool))
    assert plan.plan(impossible, steps=5_000).unserved == (0, 1, 2)
    one = instance(n=1, m=1)
    assert plan.plan(one, steps=5_000).queues == ((0,),)


def test_many_cases_for_few_technicians():
    given_instance = instance(2, 80, 2)
    found = plan.plan(given_instance, steps=60_000)
    holds(given_instance, found.queues, found.unserved)
    assert found.unserved == ()


def test_a_shift_that_a_plan_just_fills_is_filled():
    relaxed = instance(5, 10, 3)
    first = plan.plan(relaxed, steps=30_000)
    ends = [
        row[-1] + relaxed.service[queue[-1]]
        for queue, row in zip(first.queues, plan.arrivals(relaxed, first.queues), strict=True)
    ]
    tight = instance(5, 10, 3, until=np.array(ends))
    found = plan.plan(tight, steps=200_000)
    holds(tight, found.queues, found.unserved)
    assert found.unserved == ()


def test_a_live_assignment_moves_only_when_the_gain_passes_the_threshold():
    # Technician 0 is on the way to case 0, which technician 1 would reach 100 seconds sooner.
    given_instance = Instance(
        ready=np.zeros(2),
        to_first=np.array([[600.0, 600.0], [500.0, 600.0]]),
        between=np.full((2, 2), 9_000.0),
        service=np.full(2, 600.0),
    )
    for threshold, first in ((99.0, 1), (101.0, 0)):
        found = plan.plan(given_instance, steps=5_000, keep={0: 0}, threshold_seconds=threshold)
        assert found.queues[0] == (first,)


@pytest.mark.parametrize("keep", [{5: 0}, {0: 40}, {0: -1}, {0: 1, 1: 1}])
def test_a_live_assignment_that_cannot_be_is_refused(keep):
    with pytest.raises(MalformedInstance, match="keep"):
        plan.plan(instance(), steps=10, keep=keep)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), None])
def test_a_senseless_time_is_refused(seconds):
    with pytest.raises(MalformedInstance, match="seconds"):
        plan.plan(instance(), seconds=seconds)
