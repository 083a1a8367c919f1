"""Long and frequent calls are pointed out at the figure, not one below it; nothing else happens."""

from datetime import UTC, datetime, timedelta

import pytest

from kaketsuke.rules import call_load
from kaketsuke.rules.call_load import Made, Prompt

RANG = datetime(2026, 11, 22, 13, tzinfo=UTC)
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.clause("4.7.7")


def load(minutes: float = 1, others: list[Made] | None = None) -> call_load.CallLoad:
    until = RANG + timedelta(minutes=minutes)
    return call_load.load(since=RANG, until=until, others=others or [], on=RANG.date())


def made(count: int, *, ago: timedelta = timedelta(hours=1), real: bool = False) -> list[Made]:
    return [Made(RANG - ago, real)] * count


@pytest.mark.parametrize(("minutes", "long"), [(19.99, False), (20, True), (21, True)])
def test_a_long_call_is_pointed_out_from_the_figure_on(minutes: float, long: bool) -> None:
    assert (Prompt.LONG in load(minutes).prompts) is long


@pytest.mark.parametrize(("earlier", "often"), [(3, False), (4, True), (5, True)])
def test_frequent_calls_are_pointed_out_from_the_figure_on(earlier: int, often: bool) -> None:
    found = load(others=made(earlier))
    assert (Prompt.OFTEN in found.prompts) is often
    assert found.calls == earlier + 1


def test_only_calls_in_the_window_count() -> None:
    day = timedelta(hours=24)
    assert load(others=made(4, ago=day - SECOND)).prompts == (Prompt.OFTEN,)
    assert load(others=made(4, ago=day)).prompts == ()


def test_real_lock_outs_are_no_abuse_of_the_telephone() -> None:
    assert load(others=made(50, real=True)).prompts == ()
