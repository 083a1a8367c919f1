"""How does a firm answer?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.engine import habits
from kaketsuke.engine.habits import Counts
from kaketsuke.engine.policy import HabitFigures

FIGURES = HabitFigures(chance=0.6, passes=0.2, answer=30.0, counts=8.0)

many = st.integers(0, 10_000)
counts = st.builds(
    lambda accepted, passed, silent, seconds: Counts(
        accepted, passed, silent, seconds * (accepted + passed)
    ),
    many,
    many,
    many,
    st.floats(1, 90),
)


def test_of_an_unknown_firm_the_assumed_is_said():
    each, newcomer = habits.learned({"new": Counts()}, FIGURES)
    assert each["new"] == newcomer == habits.assumed(FIGURES)


@given(st.dictionaries(st.integers(0, 9), counts))
def test_chances_are_chances_and_answers_take_time(by_firm):
    each, newcomer = habits.learned(by_firm, FIGURES)
    for habit in (*each.values(), newcomer):
        assert 0 < habit.chance < 1
        assert habit.passes >= 0
        assert habit.chance + habit.passes <= 1 + 1e-9
        assert habit.answer_seconds >= habits.LEAST_ANSWER_SECONDS


@given(counts)
def test_the_learned_lies_between_what_is_assumed_and_what_was_seen(seen):
    found = habits.drawn_towards(habits.assumed(FIGURES), seen, weight=8.0)
    if seen.asked:
        low, high = sorted([FIGURES.chance, seen.accepted / seen.asked])
        assert low - 1e-9 <= found.chance <= high + 1e-9
    if seen.answered:
        low, high = sorted([FIGURES.answer, seen.answer_seconds / seen.answered])
        assert low - 1e-6 <= found.answer_seconds <= high + 1e-6


@given(counts)
def test_one_more_yes_never_lowers_the_chance(seen):
    before = habits.drawn_towards(habits.assumed(FIGURES), seen, weight=8.0)
    after = habits.drawn_towards(habits.assumed(FIGURES), seen + Counts(accepted=1), weight=8.0)
    assert after.chance > before.chance - 1e-12


def test_much_is_believed_and_little_is_not():
    refuses = {"little": Counts(silent=2), "much": Counts(silent=2000)}
    each, _ = habits.learned({**refuses, "rest": Counts(1000, 500, 0, 30_000.0)}, FIGURES)
    assert each["much"].chance < 0.01
    assert each["little"].chance > 0.2


def test_a_newcomer_is_like_all_the_others_together():
    by_firm = {"a": Counts(900, 50, 50, 9_500.0), "b": Counts(880, 60, 60, 9_400.0)}
    _, newcomer = habits.learned(by_firm, FIGURES)
    assert newcomer.chance == pytest.approx(0.89, abs=0.01)
    assert newcomer.answer_seconds == pytest.approx(10, abs=1)
    assert newcomer.from_offers == 0
