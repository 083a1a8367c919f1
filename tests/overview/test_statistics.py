"""Numbers that name nobody: too few are merged or not shown, and nothing can be worked out."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case, Entry
from kaketsuke.intake.models import Request
from kaketsuke.overview import statistics as numbers
from kaketsuke.overview.statistics import OTHER, rate, shares
from tests import door, stories, world
from tests.world import NOW, World

MINUTE = timedelta(minutes=1)


@pytest.mark.clause("4.7")
@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, []),
        ({"3.1": 4}, []),
        ({"3.1": 5}, [("3.1", 5)]),
        ({"3.1": 20, "4.7.4": 4}, [(OTHER, 24)]),
        ({"3.1": 4, "4.7.4": 4}, [(OTHER, 8)]),
        ({"3.1": 20, "4.7.4": 4, "2.1": 1}, [("3.1", 20), (OTHER, 5)]),
        ({"3.1": 20, "4.7.4": 4, "2.1": 6}, [("3.1", 20), (OTHER, 10)]),
        ({"3.1": 9, "4.7.4": 0}, [("3.1", 9)]),
    ],
)
def test_small_grounds_are_merged_so_that_no_single_one_can_be_worked_out(counts, shown) -> None:
    found = shares(counts, minimum=5)
    assert [(each.ground, each.count) for each in found] == shown


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12)))
def test_whatever_the_counts_nothing_below_the_minimum_is_shown(counts: dict[str, int]) -> None:
    found = shares(counts, minimum=5)
    assert all(each.count >= 5 for each in found)
    if found:
        assert sum(each.count for each in found) == sum(counts.values())
        assert abs(sum(each.share for each in found) - 1) < 1e-9
        hidden = [count for ground, count in counts.items()
                  if count and ground not in {each.ground for each in found}]  # fmt: skip
        assert len(hidden) != 1


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 4, None), (0, 5, 0.0), (1, 50, None), (4, 50, None), (5, 50, 10.0), (5, 5, 100.0)],
)
def test_a_rate_of_a_few_is_not_shown(part: int, whole: int, percent: float | None) -> None:
    assert rate(part, whole, 5).percent == percent


@pytest.fixture
def here(db: None) -> World:
    return world.build()


def of(here: World, **otherwise: Any) -> numbers.Statistics:
    span = {"from_": NOW - timedelta(days=30), "until": NOW + timedelta(days=1), **otherwise}
    viewer = world.viewer(here.supervisor)
    with context.acting_as(viewer):
        return numbers.statistics(viewer, **span)


@pytest.fixture
def six_visits(here: World) -> list[Case]:
    """The same home six times: the door opened after 10, 20, … 60 minutes."""
    visits = []
    with context.as_system():
        for number in range(1, 7):
            case = stories.sato_is_helped(here, now=NOW)
            Entry.objects.create(
                company_id=here.company.pk, case=case, seq=90, event="Arrived", state="arrived",
                event_at=NOW + 10 * number * MINUTE, entered_at=NOW, actor_role="technician",
            )  # fmt: skip
            Case.objects.filter(pk=case.pk).update(
                state="closed", outcome="done", ended_at=NOW, checks_passed_at=NOW,
                approved_total_yen=1100, settled_total_yen=1100 if number < 6 else 0,
            )  # fmt: skip
            visits.append(case)
    return visits


def test_arrivals_money_and_repeats_of_a_month(here: World, six_visits: list[Case]) -> None:
    found = of(here)
    assert [(each.month, each.cases, each.median_minutes, each.most_minutes)
            for each in found.arrivals] == [("2026-11", 6, 30, 60)]  # fmt: skip
    assert found.charged.percent is not None
    assert round(found.charged.percent) == 83
    assert found.charged_average_yen == 1100
    assert found.over_free.percent == 0
    assert found.repeats.whole is None  # one home alone is nobody's business


def test_below_the_minimum_nothing_is_said(here: World) -> None:
    with context.as_system():
        door.open_case(here)
    found = of(here)
    assert (found.charged.whole, found.repeats.whole, found.charged_average_yen) == (None,) * 3
    assert found.refusals == found.complaints == found.degrees == ()


@pytest.mark.clause("4.7")
def test_refusals_are_counted_by_their_ground_and_month(here: World) -> None:
    with context.as_system():
        for number in range(6):
            request = stories.sato_calls(here, facts={"cause": "not_lockout"})
            at = NOW - timedelta(days=30 * (number % 2))
            Request.objects.filter(pk=request.pk).update(state="declined", received_at=at)
    found = of(here, from_=NOW - timedelta(days=60))
    assert [(each.ground, each.count) for each in found.refusals] == [("2.1", 6)]
    assert [(each.month, each.total, each.shares) for each in found.months] == [
        ("2026-10", None, ()),
        ("2026-11", None, ()),
    ]
    elsewhere = world.viewer(here.other_operator)
    with context.acting_as(elsewhere):
        assert (
            numbers.statistics(elsewhere, from_=NOW - timedelta(days=60), until=NOW).refusals == ()
        )
