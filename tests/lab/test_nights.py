"""Invented nights: what always holds of them, and which rule does better on the whole."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaketsuke.cli.main import main
from kaketsuke.engine import policy
from kaketsuke.lab import comparing, nights, picture, playing, rules
from kaketsuke.lab.nights import Size

SMALL = Size(cases=30, technicians=30, firms=5, hours=6.0, past_offers=40)
HELD = policy.on(date.max)
OLD, NEW = rules.both(HELD)

sizes = st.builds(
    Size,
    cases=st.integers(1, 25),
    technicians=st.integers(1, 12),
    firms=st.integers(1, 4),
    hours=st.floats(0.5, 8),
    towns=st.integers(1, 4),
    past_offers=st.integers(0, 40),
)


@settings(max_examples=15)
@given(st.integers(0, 10_000), sizes, st.sampled_from([OLD, NEW]))
def test_whatever_the_night_each_case_is_served_once_and_nobody_is_in_two_places(seed, size, rule):
    night = nights.draw(seed, size)
    played = playing.play(night, rule)
    assert [visit.case for visit in played.visits] == list(range(size.cases))
    assert (played.asked >= 1).all()
    assert (played.in_vain >= 0).all()
    assert (played.in_vain <= played.asked).all()
    for visit in played.visits:
        assert night.calls[visit.case] <= visit.accepted <= visit.arrived <= visit.done
    of_each = sorted(played.visits, key=lambda visit: (visit.technician, visit.accepted))
    for before, after in itertools.pairwise(of_each):
        if before.technician == after.technician:
            assert after.accepted >= before.done


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_the_same_night_and_rule_give_the_same(seed):
    size = replace(SMALL, cases=15)
    first, again = (playing.play(nights.draw(seed, size), NEW) for _ in range(2))
    assert first.visits == again.visits
    assert (first.in_vain == again.in_vain).all()


def test_the_streams_of_chance_are_apart():
    """Another crew changes neither calls nor places nor works."""
    more = replace(SMALL, technicians=20)
    one, other = nights.draw(5, SMALL), nights.draw(5, more)
    assert (one.calls == other.calls).all()
    assert (one.places == other.places).all()
    assert (one.work == other.work).all()
    assert not (one.calls == nights.draw(6, SMALL).calls).any()


def test_one_by_one_asks_one_at_a_time_and_the_nearest_first():
    night = nights.draw(3, SMALL)
    order = OLD.policy.step(0)
    assert order.at_once == 1
    played = playing.play(night, OLD)
    first = played.visits[0]
    if played.asked[0] == 1:
        ways = [nights.way(tuple(home), tuple(night.places[0])) for home in night.homes]
        assert int(np.argmin(ways)) == first.technician


@pytest.fixture(scope="module")
def compared():
    return comparing.compare(1, replications=5, size=SMALL)


def test_in_waves_somebody_says_yes_sooner(compared):
    gap = compared.difference("until_yes")
    assert gap.mean < 0


def test_a_higher_price_asks_fewer_firms_in_vain():
    def of(price):
        waves = replace(HELD.waves, vain=price)
        return rules.Rule(f"vain {price}", replace(HELD, waves=waves), learns=True)

    found = comparing.compare(1, replications=4, size=SMALL, both=(of(0.0), of(600.0)))
    assert found.difference("firms_in_vain").mean < 0


def test_side_by_side_is_the_same_as_one_after_the_other(compared):
    with ThreadPoolExecutor(2) as executor:
        other = comparing.compare(1, replications=5, size=SMALL, executor=executor)
    assert other.to_json() == compared.to_json()


def test_more_nights_are_more_certain(compared):
    few = comparing.interval(compared.measured["waves"]["door_mean"][:3])
    assert compared.of("waves", "door_mean").half_width < few.half_width
    alone = comparing.interval(np.array([1.0]))
    assert alone.half_width == np.inf
    assert alone.to_json() == {"mean": 1.0, "low": None, "high": None}


def test_the_picture_is_sound_says_what_it_shows_and_is_the_same_again(compared):
    drawn = picture.svg(compared)
    assert drawn == picture.svg(compared)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own words
    names = [each.tag.split("}")[1] for each in root]
    assert names[:2] == ["title", "desc"]
    assert names.count("polyline") == 2
    words = " ".join(text for text in root.itertext())
    assert "5 invented nights of 30 cases" in words
    assert "minutes from the call" in words


def test_the_command_prints_a_table_or_json_and_draws(tmp_path, capsys):
    asked = ["lab", "night", "--cases", "12", "--replications", "2", "--seed", "4"]
    assert main(asked) == 0
    assert "firms asked in vain" in capsys.readouterr().out
    drawn = tmp_path / "night.svg"
    assert main([*asked, "--json", "--plot", str(drawn)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rules"].keys() == {"one_by_one", "waves"}
    assert found["difference"].keys() == comparing.MEASURES.keys()
    assert drawn.read_text(encoding="utf-8").startswith("<svg")


def test_a_place_that_cannot_be_written_is_one_line(tmp_path, capsys):
    where = str(tmp_path / "absent" / "night.svg")
    asked = ["lab", "night", "--cases", "3", "--replications", "1", "--plot", where]
    assert main(asked) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("words", [["--seed", "-1"], ["--replications", "0"], ["--cases", "x"]])
def test_senseless_numbers_are_refused(words, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["lab", "night", *words])
    assert refused.value.code == 2
    assert capsys.readouterr().err
