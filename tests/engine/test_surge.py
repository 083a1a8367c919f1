"""Queues for everybody from one moment: whoever the plan names can go, and it is told in ids."""

import uuid
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kaketsuke.engine import policy, ranking, surge, travel
from tests.engine.test_ranking import DOOR, NOW, technician

HELD = policy.on(date.max)


def waiting(number, *, km_north, people, kept_by=None, skills=frozenset()):
    return surge.Waiting(
        uuid.UUID(int=5000 + number),
        ranking.Snapshot(
            NOW,
            NOW.date(),
            (DOOR[0] + km_north / 111.2, DOOR[1]),
            tuple(people),
            needed_skills=skills,
            bound_may_wait=True,
            widened=2,
            policy=HELD,
        ),
        kept_by,
    )


def plan_of(*cases, **changes):
    changes = {"times": travel.StraightLine(), "seconds": 0.05, **changes}
    return surge.find(tuple(cases), **changes)


def ids(queue):
    return [stop.case_id.int - 5000 for stop in queue.stops]


def test_one_technician_goes_from_near_to_far():
    people = [technician(1, km_north=0.0)]
    found = plan_of(*(waiting(n, km_north=float(n), people=people) for n in (3, 1, 2)))
    [queue] = found.queues
    assert ids(queue) == [1, 2, 3]
    assert found.unserved == ()
    assert found.mean_seconds <= found.by_hand_mean_seconds


def test_it_is_told_what_each_firm_gets_and_what_that_costs():
    people = [technician(n, km_north=float(n)) for n in (0, 1, 2)]
    one, other = (uuid.UUID(int=900 + n) for n in (1, 2))
    people = [
        replace(each, firm_id=firm, chain=(firm,))
        for each, firm in zip(people, (one, one, other), strict=True)
    ]
    facts = {
        one: ranking.FirmFacts(assigned=3, share=0.4, cost_yen=5_000),
        other: ranking.FirmFacts(assigned=1, cost_yen=4_000),
    }
    cases = [waiting(n, km_north=float(n), people=people) for n in (0, 1, 2)]
    cases = [
        replace(case, snapshot=replace(case.snapshot, firms=facts, policy=HELD)) for case in cases
    ]
    assert plan_of(*cases).firms == (
        surge.FirmPart(one, 2, 0.4, 0.75, 10_000),
        surge.FirmPart(other, 1, None, 0.25, 4_000),
    )


def test_nobody_and_nothing_are_clear_answers():
    assert plan_of().queues == ()
    nobody = plan_of(waiting(1, km_north=1.0, people=[]))
    assert nobody.queues == ()
    assert [each.case_id.int for each in nobody.unserved] == [5001]


def test_who_cannot_go_is_not_sent_and_why_is_counted():
    off, unskilled = technician(1, on_shift=False), technician(2)
    found = plan_of(
        waiting(1, km_north=1.0, people=[off, unskilled], skills=frozenset({"smart_lock"}))
    )
    assert found.queues == ()
    assert Counter(dict(found.unserved[0].against)) == {"off_shift": 1, "skill_missing": 2}


def test_a_way_that_nobody_knows_is_no_way():
    class Nowhere:
        def matrix(self, origins, destinations, depart_at):
            return np.full((len(origins), len(destinations)), np.inf)

    people = [technician(1)]
    found = plan_of(
        *(waiting(n, km_north=float(n), people=people) for n in (1, 2)), times=Nowhere()
    )
    assert found.queues == ()
    assert len(found.unserved) == 2


def test_an_accepted_case_stays_unless_moving_it_gains_much():
    near, other = technician(1, km_north=0.0), technician(2, km_north=0.4)
    case = waiting(1, km_north=0.0, people=[near, other], kept_by=other.technician_id)
    found = plan_of(case)
    assert found.moved == ()
    assert found.queues[0].technician_id == other.technician_id
    far = technician(3, km_north=40.0)
    moved = plan_of(waiting(1, km_north=0.0, people=[near, far], kept_by=far.technician_id))
    assert [each.int for each in moved.moved] == [5001]


def test_somebody_at_work_is_counted_with_what_is_left():
    busy = technician(1, km_north=0.0, bound=True, free_at=NOW + timedelta(minutes=10))
    [queue] = plan_of(waiting(1, km_north=0.0, people=[busy])).queues
    assert queue.stops[0].seconds == 600


@settings(max_examples=20)
@given(
    st.lists(st.floats(-30, 30), max_size=8),
    st.lists(st.tuples(st.floats(-30, 30), st.booleans(), st.booleans()), max_size=5),
)
def test_each_case_is_planned_once_or_said_to_be_unserved(cases, crew):
    people = [
        technician(number, km_north=km, on_shift=on_shift, bound=bound)
        for number, (km, on_shift, bound) in enumerate(crew, start=1)
    ]
    given_ = [waiting(n, km_north=km, people=people) for n, km in enumerate(cases)]
    found = plan_of(*given_, seconds=0.01)
    planned = [case for queue in found.queues for case in ids(queue)]
    unserved = [each.case_id.int - 5000 for each in found.unserved]
    assert sorted([*planned, *unserved]) == list(range(len(cases)))
    able = {each.technician_id for each in people if each.on_shift and not each.bound}
    assert {queue.technician_id for queue in found.queues} <= able
    for queue in found.queues:
        times = [stop.seconds for stop in queue.stops]
        assert times == sorted(times)


def test_the_threshold_is_the_policys():
    held = replace(HELD, plan=replace(HELD.plan, threshold=1e6))
    near, far = technician(1, km_north=0.0), technician(3, km_north=40.0)
    case = waiting(1, km_north=0.0, people=[near, far], kept_by=far.technician_id)
    stays = replace(case, snapshot=replace(case.snapshot, policy=held))
    assert plan_of(stays).moved == ()
