"""A delay is excused inside the recorded extent, to the second, and nowhere else (4.4). Pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.rules import delays
from kaketsuke.rules.delays import Span

TEN = datetime(2026, 11, 22, 10, tzinfo=UTC)
pytestmark = pytest.mark.clause("4.4")


def at(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


def span(from_: float, until: float) -> Span:
    return Span(at(from_), at(until))


@pytest.mark.parametrize(
    ("extents", "excused", "not_excused"),
    [
        ([], 0, 60),
        ([(0, 60)], 60, 0),
        ([(-30, 90)], 60, 0),
        ([(0, 59)], 59, 1),
        ([(1, 60)], 59, 1),
        ([(-10, 0)], 0, 60),
        ([(60, 90)], 0, 60),
        ([(10, 20), (40, 50)], 20, 40),
        ([(40, 50), (10, 20)], 20, 40),
        ([(10, 30), (20, 40)], 30, 30),
        ([(10, 40), (20, 30)], 30, 30),
        ([(10, 20), (20, 30)], 20, 40),
        ([(20, 20)], 0, 60),
    ],
)
def test_an_hour_late_is_excused_only_where_the_extent_reaches(
    extents: list[tuple[float, float]], excused: float, not_excused: float
) -> None:
    found = delays.excuse(span(0, 60), [span(*each) for each in extents])
    assert found.excused_for == timedelta(minutes=excused)
    assert found.not_excused_for == timedelta(minutes=not_excused)


def test_a_second_before_and_a_second_after_stand() -> None:
    second = 1 / 60
    found = delays.excuse(span(0, 60), [span(second, 60 - second)])
    assert found.not_excused == (span(0, second), span(60 - second, 60))


def test_no_delay_needs_no_excuse_and_a_span_runs_forward() -> None:
    assert delays.excuse(span(0, 0), [span(0, 10)]) == delays.Excuse((), ())
    with pytest.raises(ValueError, match="after it begins"):
        span(1, 0)


@given(
    st.tuples(st.integers(0, 50), st.integers(0, 50)),
    st.lists(st.tuples(st.integers(-20, 80), st.integers(0, 30)), max_size=6),
)
def test_both_parts_make_the_whole_and_agree_with_counting(delay, extents) -> None:
    late = span(min(delay), max(delay))
    given_extents = [span(begin, begin + length) for begin, length in extents]
    found = delays.excuse(late, given_extents)
    assert found.excused_for + found.not_excused_for == late.length
    counted = sum(
        any(each.from_ <= at(minute) < each.until for each in given_extents)
        for minute in range(min(delay), max(delay))
    )
    assert found.excused_for == timedelta(minutes=counted)
