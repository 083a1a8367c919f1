"""Who goes?"""

import uuid
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.engine import ranking, reasons, travel
from kaketsuke.engine.habits import Habit
from kaketsuke.engine.ranking import FirmFacts
from kaketsuke.engine.reasons import Code

NOW = datetime(2026, 11, 22, 13, 14, tzinfo=UTC)
DOOR = (35.6896, 139.7006)


def technician(number=1, *, km_north=1.0, **changes):
    home = (DOOR[0] + km_north / 111.2, DOOR[1])
    candidate = ranking.Candidate(
        technician_id=uuid.UUID(int=number),
        firm_id=uuid.UUID(int=900),
        home=home,
        position=home,
        position_at=NOW - timedelta(minutes=1),
        chain=(uuid.UUID(int=900),),
        papers_until=date(2027, 3, 31),
    )
    return replace(candidate, **changes)


def rank(*candidates, **changes):
    snapshot = ranking.Snapshot(
        taken_at=NOW, today=NOW.date(), destination=DOOR, candidates=candidates
    )
    return ranking.rank(replace(snapshot, **changes))


def codes(found):
    return [reason.code for reason in found.reasons]


def words(found):
    return "・".join(reasons.sentence(reason.to_json()) for reason in found.reasons)


def firm(number):
    return uuid.UUID(int=900 + number)


def order(*candidates, **changes):
    return [each.candidate.technician_id.int for each in rank(*candidates, **changes).best()]


def two(**changes):
    """Two firms, the second a little further away."""
    return technician(1, km_north=3.0, firm_id=firm(1)), technician(
        2, km_north=3.2, firm_id=firm(2), **changes
    )


def test_the_nearest_is_asked_first_and_says_so():
    answer = rank(technician(1, km_north=8), technician(2, km_north=2), technician(3, km_north=5))
    assert [each.candidate.technician_id.int for each in answer.best()] == [2, 3, 1]
    assert codes(answer.best()[0])[0] is Code.NEAREST
    assert Code.NEAREST not in codes(answer.best()[1])


@pytest.mark.clause("4.1")
def test_a_broken_chain_of_contracts_leaves_the_technician_out():
    answer = rank(technician(1, chain=None))
    assert not answer.best()
    assert codes(answer.others()[0]) == [Code.CHAIN_BROKEN]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"on_shift": False}, Code.OFF_SHIFT),
        ({"papers_until": date(2026, 11, 21)}, Code.PAPERS_EXPIRED),
        ({"bound": True}, Code.BOUND),
        ({"asked_elsewhere": True}, Code.ASKED_ELSEWHERE),
        ({"asked_before": True}, Code.ASKED_BEFORE),
    ],
)
def test_who_cannot_be_asked_is_left_out_with_the_reason(change, code):
    assert codes(rank(technician(1, **change)).others()[0]) == [code]


@pytest.mark.clause("4.1")
def test_outside_the_area_of_the_contract_nobody_is_asked():
    only = frozenset({"13104"})
    assert rank(technician(1, areas=only), area="13104").best()
    assert codes(rank(technician(1, areas=only), area="13113").others()[0]) == [Code.OUT_OF_AREA]
    assert rank(technician(1, areas=None), area="13113").best()


def test_whose_shift_ends_before_the_work_would_is_left_out():
    ends = technician(1, shift_until=NOW + timedelta(minutes=20))
    answer = rank(ends)
    assert codes(answer.others()[0]) == [Code.SHIFT_ENDS]
    assert "20 分" in words(answer.others()[0])
    assert rank(replace(ends, shift_until=NOW + timedelta(hours=2))).best()


def test_somebody_at_work_is_said_to_be_free_in_so_many_minutes_or_waited_for():
    busy = technician(1, bound=True, free_at=NOW + timedelta(minutes=12))
    assert codes(rank(busy).others()[0]) == [Code.BOUND_UNTIL]
    waited_for = rank(busy, bound_may_wait=True).best()[0]
    assert Code.REMAINING in codes(waited_for)
    assert waited_for.door_seconds >= 12 * 60 + waited_for.travel_seconds


def test_papers_hold_through_their_last_day():
    assert rank(technician(1, papers_until=NOW.date())).best()


def test_a_skill_that_is_needed_must_be_there():
    needed = frozenset({"smart_lock"})
    assert rank(technician(1), needed_skills=needed).best() == ()
    assert rank(technician(1, skills=needed), needed_skills=needed).best()


def test_all_reasons_against_are_given_at_once():
    answer = rank(technician(1, chain=None, bound=True))
    assert codes(answer.others()[0]) == [Code.CHAIN_BROKEN, Code.BOUND]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"position": None}, Code.POSITION_ABSENT),
        ({"position_at": None}, Code.POSITION_ABSENT),
        ({"position_at": NOW - timedelta(minutes=31)}, Code.POSITION_STALE),
        ({"position_at": NOW + timedelta(minutes=3)}, Code.POSITION_FUTURE),
        ({"position": (43.06, 141.35)}, Code.POSITION_OFF),
        ({"position": (np.nan, 139.0)}, Code.POSITION_SENSELESS),
        ({"position": (1000.0, 139.0)}, Code.POSITION_SENSELESS),
    ],
)
def test_a_position_not_to_be_believed_gives_way_to_the_base_with_a_sentence(change, code):
    found = rank(technician(1, km_north=3, **change)).best()[0]
    assert found.distance_m == pytest.approx(3000, rel=0.01)
    assert code in codes(found)
    assert all("{" not in reasons.sentence(reason.to_json()) for reason in found.reasons)


@pytest.mark.parametrize("age", [timedelta(minutes=30), timedelta(minutes=-2), timedelta(0)])
def test_a_fresh_position_counts(age):
    found = rank(technician(1, position=DOOR, position_at=NOW - age)).best()[0]
    assert found.travel_seconds == 0


def test_without_position_and_base_nobody_is_guessed():
    answer = rank(technician(1, position=None, home=None))
    assert codes(answer.others()[0]) == [Code.NO_PLACE]


class Sea:
    """Roads end at 139.75 degrees east."""

    def matrix(self, origins, destinations, depart_at):
        seconds = travel.StraightLine().matrix(origins, destinations, depart_at)
        seconds[origins[:, 1] > 139.75] = np.inf
        return seconds


def test_a_position_in_the_sea_gives_way_to_the_base():
    swims = technician(1, km_north=3, position=(35.6896, 139.8006))
    snapshot = ranking.Snapshot(NOW, NOW.date(), DOOR, (swims,))
    found = ranking.rank(snapshot, times=Sea()).best()[0]
    assert Code.POSITION_OFF_ROADS in codes(found)
    assert found.distance_m == pytest.approx(3000, rel=0.01)
    lost = replace(swims, home=(35.6896, 139.8106))
    answer = ranking.rank(replace(snapshot, candidates=(lost,)), times=Sea())
    assert codes(answer.others()[0]) == [Code.NO_WAY]


class Partly:
    """Knows the roads west of 139.75 degrees east and guesses the others; or guesses all."""

    def __init__(self, because):
        self.because = because

    def matrix(self, origins, destinations, depart_at):
        return self.ask(origins, destinations, depart_at).seconds

    def ask(self, origins, destinations, depart_at):
        seconds = travel.StraightLine().matrix(origins, destinations, depart_at)
        estimated = np.ones(seconds.shape, np.bool_)
        if self.because is travel.Because.OFF_ROADS:
            estimated[origins[:, 1] <= 139.75] = False
        return travel.Answer(seconds, estimated, self.because)


def test_who_stands_off_the_roads_that_are_known_sets_out_from_the_base():
    swims = technician(1, km_north=3, position=(35.6896, 139.8006))
    snapshot = ranking.Snapshot(NOW, NOW.date(), DOOR, (swims, technician(2)))
    found = ranking.rank(snapshot, times=Partly(travel.Because.OFF_ROADS)).best()
    assert Code.POSITION_OFF_ROADS in codes(found[1])
    assert Code.ESTIMATED not in codes(found[1])


def test_where_the_provider_is_silent_each_time_is_said_to_be_an_estimate():
    snapshot = ranking.Snapshot(NOW, NOW.date(), DOOR, (technician(1),))
    assert Code.ESTIMATED in codes(ranking.rank(snapshot, times=Partly("slow")).best()[0])
    without_roads = ranking.rank(snapshot, times=Partly(travel.Because.NO_ROADS)).best()[0]
    assert Code.ESTIMATED not in codes(without_roads)


@pytest.mark.parametrize("time", [np.nan, -1.0, np.inf])
def test_a_time_that_is_none_is_no_way(time):
    class Broken:
        def matrix(self, origins, destinations, depart_at):
            return np.full((len(origins), len(destinations)), time)

    snapshot = ranking.Snapshot(NOW, NOW.date(), DOOR, (technician(1), technician(2)))
    answer = ranking.rank(snapshot, times=Broken())
    assert len(answer) == 0
    assert {code for each in answer.others() for code in codes(each)} == {Code.NO_WAY}


def test_too_far_away_is_left_out_with_the_minutes():
    answer = rank(technician(1, km_north=60))
    assert codes(answer.others()[0]) == [Code.TOO_FAR]
    assert words(answer.others()[0]).startswith("約 1")


def test_widened_further_ways_count():
    assert rank(technician(1, km_north=60), widened=2).best()


def test_no_technician_is_a_clear_answer():
    answer = rank()
    assert (len(answer), answer.best(), answer.others(), answer.prospects()) == (0, (), (), ())


def test_a_firm_that_seldom_accepts_gives_way_to_one_a_little_further():
    seldom, often = Habit(0.1, 0.1, 30.0, 200), Habit(0.9, 0.05, 30.0, 300)
    firms = {firm(1): FirmFacts(habit=seldom), firm(2): FirmFacts(habit=often)}
    assert order(*two()) == [1, 2]
    assert order(*two(), firms=firms) == [2, 1]
    told = words(rank(*two(), firms=firms).best()[0])
    assert "引き受ける見込みは 90 % です（打診 300 件から）" in told


def test_a_firm_that_answers_slowly_gives_way():
    firms = {
        firm(1): FirmFacts(habit=Habit(0.6, 0.2, 80.0, 90)),
        firm(2): FirmFacts(habit=Habit(0.6, 0.2, 10.0, 90)),
    }
    best = rank(*two(), firms=firms).best()
    assert [each.candidate.technician_id.int for each in best] == [2, 1]
    assert Code.FIRST in codes(best[0])
    assert Code.NEAREST in codes(best[1])


def test_a_firm_above_its_share_gives_way_and_both_are_told():
    firms = {
        firm(1): FirmFacts(assigned=40, share=0.5),
        firm(2): FirmFacts(assigned=10, share=0.5),
    }
    best = rank(*two(), firms=firms).best()
    assert [each.candidate.technician_id.int for each in best] == [2, 1]
    assert Code.BELOW_SHARE in codes(best[0])
    assert Code.ABOVE_SHARE in codes(best[1])


def test_a_dearer_firm_gives_way():
    firms = {firm(1): FirmFacts(cost_yen=12_000), firm(2): FirmFacts(cost_yen=4_000)}
    assert order(*two(), firms=firms) == [2, 1]
    assert "4000 円" in words(rank(*two(), firms=firms).best()[0])


def test_who_alone_covers_where_many_calls_come_from_is_spared():
    """The second stands beside the third, so nothing is lost when the second leaves."""
    third = technician(3, km_north=3.3, firm_id=firm(3))
    demand = (((DOOR[0] - 0.02, DOOR[1]), 1.0),)
    alone = technician(1, km_north=-3.0, firm_id=firm(1))
    assert order(alone, *two()[1:], third) == [1, 2, 3]
    answer = rank(alone, *two()[1:], third, demand=demand)
    assert [each.candidate.technician_id.int for each in answer.best()] == [2, 3, 1]
    assert Code.COVER in codes(answer.best()[-1])


def test_reasons_are_made_for_those_shown_alone():
    answer = rank(*(technician(number, km_north=number / 100) for number in range(1, 200)))
    assert len(answer) == 199
    assert len(answer.best(3)) == 3


def test_another_door_of_the_same_moment_is_ranked_as_if_laid_out_anew():
    snapshot = ranking.Snapshot(NOW, NOW.date(), DOOR, two(), demand=((DOOR, 1.0),))
    elsewhere = (DOOR[0] + 0.05, DOOR[1])
    moved = ranking.rank(snapshot.towards(elsewhere))
    anew = ranking.rank(replace(snapshot, destination=elsewhere))
    assert moved.best() == anew.best()
    assert snapshot.towards(elsewhere).crew is snapshot.crew


def test_every_code_has_a_sentence():
    assert set(reasons.SENTENCES) == set(Code)


candidates = st.lists(
    st.builds(
        technician,
        st.integers(1, 10_000),
        km_north=st.floats(0, 80),
        firm_id=st.integers(0, 2).map(firm),
        bound=st.booleans(),
        on_shift=st.booleans(),
        position=st.none() | st.tuples(st.floats(allow_nan=True), st.floats(allow_infinity=True)),
    ),
    max_size=12,
    unique_by=lambda each: each.technician_id,
)


@given(candidates)
def test_everybody_is_ranked_or_left_out_once_and_says_why(candidates):
    answer = rank(*candidates, demand=((DOOR, 1.0),))
    best, others = answer.best(), answer.others()
    assert len(best) + len(others) == len(candidates)
    totals = answer.total[answer.order].tolist()
    assert totals == sorted(totals)
    for each in (*best, *others):
        assert each.reasons
        assert "{" not in words(each)
    assert answer.counted() == Counter(
        str(code).replace("bound_until", "bound") for each in others for code in codes(each)
    )


@given(candidates, st.randoms())
def test_the_order_in_which_candidates_are_given_does_not_matter(candidates, chance):
    shuffled = candidates[:]
    chance.shuffle(shuffled)
    assert order(*shuffled) == order(*candidates)


@given(candidates)
def test_without_learned_habits_quotas_and_demand_the_nearest_goes(candidates):
    times = [each.travel_seconds for each in rank(*candidates).best()]
    assert times == sorted(times)


@given(st.floats(0.5, 30), st.floats(0, 20))
def test_coming_nearer_never_lowers_a_rank(km, nearer):
    others = [technician(number, km_north=2.0 * number) for number in range(2, 9)]
    before = order(technician(1, km_north=km), *others).index(1)
    after = order(technician(1, km_north=max(km - nearer, 0)), *others).index(1)
    assert after <= before


@given(candidates)
def test_a_wave_is_told_of_whoever_can_be_asked_in_the_same_order(candidates):
    answer = rank(*candidates)
    assert [each.key for each in answer.prospects()] == answer.order.tolist()
    assert all(np.isfinite(each.door_seconds) for each in answer.prospects())
