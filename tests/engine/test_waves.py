"""Whom to ask at once, whom after them, and for how long?"""

import itertools
import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from kaketsuke.engine import policy, waves
from kaketsuke.engine.policy import WaveFigures

FIGURES = WaveFigures(windows=(0.4, 1.0), vain=45.0, nobody=1800.0, head=9, tail=40)
OFFER = 90.0


def prospect(key=0, **changes):
    return replace(waves.Prospect(key, 600.0, 0.6, 0.2, 25.0, key), **changes)


@st.composite
def some_prospects(draw, least=1, most=5):
    count = draw(st.integers(least, most))
    return [
        waves.Prospect(
            key,
            draw(st.floats(0, 3600)),
            chance := draw(st.floats(0.05, 0.95)),
            draw(st.floats(0, 1)) * (1 - chance),
            draw(st.floats(5, 120)),
            draw(st.integers(0, 3)),
        )
        for key in range(count)
    ]


def wave_of(prospects, *, at_once=3, figures=FIGURES):
    return waves.next_wave(prospects, offer_seconds=OFFER, at_once=at_once, figures=figures)


# The same question answered the slow way: every sequence of waves, each integral by itself.


def plain_cost(members, window, figures):
    def answered(each, t):
        return 1 - math.exp(-t / each.answer_seconds)

    def none_by(t, but=None):
        return math.prod(1 - each.chance * answered(each, t) for each in members if each is not but)

    def yes_at(t):
        return sum(
            each.chance
            * math.exp(-t / each.answer_seconds)
            / each.answer_seconds
            * none_by(t, each)
            * (t + each.door_seconds)
            for each in members
        )

    def all_passed(t):
        return math.prod(each.passes * answered(each, t) for each in members)

    none = none_by(window)
    door = quad(yes_at, 0, window, epsabs=1e-9)[0]
    ends = window * none - quad(all_passed, 0, window, epsabs=1e-9)[0]
    firms = len({each.firm for each in members})
    return door + ends + figures.vain * (firms - (1 - none)), none


def least_of_all(prospects, *, at_once, figures):
    priced = {
        (chosen, share): plain_cost([prospects[at] for at in chosen], share * OFFER, figures)
        for size in range(1, at_once + 1)
        for chosen in itertools.combinations(range(len(prospects)), size)
        for share in figures.windows
    }

    def least(left):
        if not left:
            return figures.nobody
        return min(
            cost + none * least(left - set(chosen))
            for (chosen, _), (cost, none) in priced.items()
            if left >= set(chosen)
        )

    return least(frozenset(range(len(prospects))))


@settings(max_examples=25)
@given(some_prospects(most=4), st.integers(1, 3), st.sampled_from([0.0, 45.0, 600.0]))
def test_among_few_the_wave_begins_the_best_of_all_sequences(prospects, at_once, vain):
    figures = replace(FIGURES, vain=vain)
    found = wave_of(prospects, at_once=at_once, figures=figures)
    least = least_of_all(prospects, at_once=at_once, figures=figures)
    assert found.expected_seconds == pytest.approx(least, rel=1e-5, abs=1e-3)
    assert 1 <= len(found.keys) <= at_once
    assert found.seconds in {share * OFFER for share in figures.windows}


@settings(max_examples=40)
@given(some_prospects(least=4, most=9), st.integers(1, 4))
def test_runs_of_the_order_beyond_the_head_cost_little_more_than_the_best(prospects, at_once):
    prospects.sort(key=lambda each: each.door_seconds + (1 - each.chance) * 60)
    exact = wave_of(prospects, at_once=at_once)
    quick = wave_of(prospects, at_once=at_once, figures=replace(FIGURES, head=3))
    assert quick.expected_seconds >= exact.expected_seconds - 1e-6
    assert quick.expected_seconds <= exact.expected_seconds * 1.25 + 60


def test_on_ordinary_nights_the_bound_is_within_two_percent():
    chance, gaps = np.random.default_rng(7), []
    for _ in range(60):
        prospects = sorted(
            (
                prospect(
                    key,
                    door_seconds=chance.uniform(120, 2400),
                    chance=chance.uniform(0.3, 0.9),
                    passes=0.1,
                    answer_seconds=chance.uniform(10, 60),
                )
                for key in range(9)
            ),
            key=lambda each: each.door_seconds + (1 - each.chance) * 60,
        )
        quick = wave_of(prospects, figures=replace(FIGURES, head=5)).expected_seconds
        gaps.append(quick / wave_of(prospects).expected_seconds - 1)
    assert max(gaps) < 0.05
    assert np.mean(gaps) < 0.02


@settings(max_examples=40)
@given(some_prospects(most=6))
def test_more_at_once_more_windows_or_a_lower_price_never_cost_more(prospects):
    value = wave_of(prospects, at_once=2).expected_seconds
    assert wave_of(prospects, at_once=3).expected_seconds <= value + 1e-6
    more = replace(FIGURES, windows=(0.2, *FIGURES.windows))
    assert wave_of(prospects, at_once=2, figures=more).expected_seconds <= value + 1e-6
    cheaper = replace(FIGURES, vain=0.0)
    assert wave_of(prospects, at_once=2, figures=cheaper).expected_seconds <= value + 1e-6


@settings(max_examples=30)
@given(some_prospects(most=6), st.randoms())
def test_the_order_in_which_few_are_given_does_not_matter(prospects, chance):
    shuffled = prospects[:]
    chance.shuffle(shuffled)
    assert wave_of(shuffled).expected_seconds == pytest.approx(
        wave_of(prospects).expected_seconds, rel=1e-9
    )


def test_a_distant_technician_is_not_asked_beside_a_near_one():
    near, far = prospect(0, door_seconds=240), prospect(1, door_seconds=2400)
    assert wave_of([near, far]).keys == (0,)


def test_of_two_at_like_distances_both_are_asked_unless_asking_in_vain_is_dear():
    alike = [prospect(0, chance=0.4), prospect(1, chance=0.4)]
    assert set(wave_of(alike).keys) == {0, 1}
    assert len(wave_of(alike, figures=replace(FIGURES, vain=3600.0)).keys) == 1


def test_nobody_to_ask_is_no_wave():
    assert wave_of([]) is None


def test_a_thousand_prospects_are_no_more_work_than_the_nearest_of_them():
    many = [prospect(key, door_seconds=60.0 * key) for key in range(1000)]
    assert wave_of(many) == wave_of(many[: FIGURES.tail])


def test_the_policy_in_force_has_waves_for_every_step():
    held = policy.on(date(2026, 11, 26))
    for step in held.steps:
        found = waves.next_wave(
            [prospect(key) for key in range(20)],
            offer_seconds=OFFER,
            at_once=step.at_once,
            figures=held.waves,
        )
        assert 1 <= len(found.keys) <= step.at_once
