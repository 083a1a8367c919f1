"""Who goes?"""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.engine import ranking, reasons
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


def test_the_nearest_is_asked_first_and_says_so():
    answer = rank(technician(1, km_north=8), technician(2, km_north=2), technician(3, km_north=5))
    assert [each.candidate.technician_id.int for each in answer.ranked] == [2, 3, 1]
    assert codes(answer.ranked[0])[0] is Code.NEAREST
    assert Code.NEAREST not in codes(answer.ranked[1])


@pytest.mark.clause("4.1")
def test_a_broken_chain_of_contracts_leaves_the_technician_out():
    answer = rank(technician(1, chain=None))
    assert answer.ranked == ()
    assert codes(answer.left_out[0]) == [Code.CHAIN_BROKEN]


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
    assert codes(rank(technician(1, **change)).left_out[0]) == [code]


def test_papers_hold_through_their_last_day():
    assert rank(technician(1, papers_until=NOW.date())).ranked


def test_a_skill_that_is_needed_must_be_there():
    needed = frozenset({"smart_lock"})
    assert rank(technician(1), needed_skills=needed).ranked == ()
    assert rank(technician(1, skills=needed), needed_skills=needed).ranked


def test_all_reasons_against_are_given_at_once():
    answer = rank(technician(1, chain=None, bound=True))
    assert codes(answer.left_out[0]) == [Code.CHAIN_BROKEN, Code.BOUND]


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
    found = rank(technician(1, km_north=3, **change)).ranked[0]
    assert found.distance_m == pytest.approx(3000, rel=0.01)
    assert code in codes(found)
    assert all("{" not in reasons.sentence(reason.to_json()) for reason in found.reasons)


@pytest.mark.parametrize("age", [timedelta(minutes=30), timedelta(minutes=-2), timedelta(0)])
def test_a_fresh_position_counts(age):
    found = rank(technician(1, position=DOOR, position_at=NOW - age)).ranked[0]
    assert found.travel_seconds == 0


def test_without_position_and_base_nobody_is_guessed():
    answer = rank(technician(1, position=None, home=None))
    assert codes(answer.left_out[0]) == [Code.NO_PLACE]


def test_too_far_away_is_left_out_with_the_minutes():
    answer = rank(technician(1, km_north=60))
    assert codes(answer.left_out[0]) == [Code.TOO_FAR]
    assert reasons.sentence(answer.left_out[0].reasons[0].to_json()).startswith("約 1")


def test_no_technician_is_a_clear_answer():
    assert rank() == ranking.Ranking((), ())


def test_every_code_has_a_sentence():
    assert set(reasons.SENTENCES) == set(Code)


@given(
    st.lists(
        st.builds(
            technician,
            st.integers(1, 10_000),
            km_north=st.floats(0, 80),
            bound=st.booleans(),
            on_shift=st.booleans(),
            position=st.none()
            | st.tuples(st.floats(allow_nan=True), st.floats(allow_infinity=True)),
        ),
        max_size=12,
    )
)
def test_everybody_is_ranked_or_left_out_once_and_the_order_is_by_time(candidates):
    answer = rank(*candidates)
    assert len(answer.ranked) + len(answer.left_out) == len(candidates)
    times = [each.travel_seconds for each in answer.ranked]
    assert times == sorted(times)
    assert all(each.reasons for each in (*answer.ranked, *answer.left_out))
