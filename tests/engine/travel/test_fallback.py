"""A provider that is dead, slow or senseless: the ruler answers in time and says so."""

import threading
from datetime import UTC, datetime

import numpy as np
import pytest

from kaketsuke.engine import travel
from kaketsuke.engine.travel import Because, fallback, providers

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HERE = travel.places([(35.68, 139.70), (35.70, 139.72), (np.nan, 139.0)])
THERE = travel.places([(35.69, 139.71), (35.60, 139.80)])
RULER = travel.LineByHour().matrix(HERE, THERE, NOW)


class Says:
    """A provider that answers what it was given, or raises it."""

    def __init__(self, answer):
        self.answer, self.asked = answer, 0

    def matrix(self, origins, destinations, depart_at):
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Hangs:
    """A provider that answers only when it is let."""

    def __init__(self):
        self.let, self.asked = threading.Event(), 0

    def matrix(self, origins, destinations, depart_at):
        self.asked += 1
        self.let.wait(600)
        return np.zeros((len(origins), len(destinations)))


def known(seconds=60.0):
    table = np.full((3, 2), seconds)
    table[2] = np.inf
    return table


def test_what_the_provider_knows_is_no_estimate():
    answer = fallback.Guarded(Says(known())).ask(HERE, THERE, NOW)
    assert np.array_equal(answer.seconds, known())
    assert not answer.estimated.any()
    assert answer.because is None


def test_without_a_provider_all_is_by_distance_and_says_so():
    answer = fallback.Guarded(None).ask(HERE, THERE, NOW)
    assert np.array_equal(answer.seconds, RULER)
    assert answer.estimated.all()
    assert answer.because is Because.NO_ROADS


@pytest.mark.parametrize(
    "answer",
    [
        OSError("no route to host"),
        ValueError("odd"),
        np.zeros((2, 2)),
        -known(),
        np.full((3, 2), np.nan),
        "nothing",
    ],
)
def test_a_dead_or_senseless_provider_gives_way_to_the_ruler(answer):
    found = fallback.Guarded(Says(answer)).ask(HERE, THERE, NOW)
    assert np.array_equal(found.seconds, RULER)
    assert found.estimated.all()
    assert found.because is Because.DEAD


def test_nobody_waits_for_a_slow_provider_beyond_the_limit_and_nobody_waits_twice():
    hangs = Hangs()
    guarded = fallback.Guarded(hangs, clock=lambda: 0.0)
    answers = [guarded.ask(HERE, THERE, NOW) for _ in range(20)]
    hangs.let.set()
    assert all(answer.because is Because.SLOW for answer in answers)
    assert all(np.array_equal(answer.seconds, RULER) for answer in answers)
    assert hangs.asked == 1


def test_after_its_rest_a_provider_is_asked_again():
    moment, says = [0.0], Says(OSError("down"))
    guarded = fallback.Guarded(says, limit_seconds=None, clock=lambda: moment[0])
    guarded.ask(HERE, THERE, NOW)
    says.answer = known()
    assert guarded.ask(HERE, THERE, NOW).because is Because.DEAD
    assert says.asked == 1
    moment[0] = fallback.REST_SECONDS
    assert guarded.ask(HERE, THERE, NOW).because is None
    assert says.asked == 2


def test_a_place_off_the_roads_is_reached_by_distance_and_one_cut_off_never():
    table = known()
    table[0, 1] = table[1, 0] = np.inf

    class Edges(Says):
        def covers(self, rows):
            return np.arange(len(rows)) > 0

    # The provider knows the origins 1 and 2 and the destination 1: between 1 and 0 it cannot say.
    answer = fallback.Guarded(Edges(table)).ask(HERE, THERE, NOW)
    assert answer.because is Because.OFF_ROADS
    assert answer.estimated.tolist() == [[False, True], [True, False], [False, False]]
    assert answer.seconds[1, 0] == RULER[1, 0]
    assert np.isinf(answer.seconds[2]).all()

    class All(Says):
        def covers(self, rows):
            return np.ones(len(rows), bool)

    cut_off = fallback.Guarded(All(table)).ask(HERE, THERE, NOW)
    assert np.isinf(cut_off.seconds[1, 0])
    assert not cut_off.estimated.any()


def test_roads_that_are_being_read_are_not_waited_for_and_then_used():
    let, made = threading.Event(), Says(known())

    def make():
        let.wait(600)
        return made

    later = providers.Later(make, first_wait_seconds=0.01)
    guarded = fallback.Guarded(later, limit_seconds=None)
    assert guarded.ask(HERE, THERE, NOW).because is Because.STARTING
    assert guarded.ask(HERE, THERE, NOW).because is Because.STARTING
    let.set()
    assert later._over.wait(600)
    assert guarded.ask(HERE, THERE, NOW).because is None


def test_roads_that_cannot_be_read_leave_the_ruler(tmp_path):
    guarded = providers.chosen(roads=str(tmp_path / "absent.npz"))
    answer = guarded.ask(HERE, THERE, NOW)
    assert answer.because in {Because.DEAD, Because.STARTING}
    assert np.array_equal(answer.seconds, RULER)


def test_the_settings_choose_and_a_process_keeps_what_it_made():
    assert providers.chosen() is providers.chosen()
    assert providers.chosen().ask(HERE, THERE, NOW).because is Because.NO_ROADS
    dead = providers.chosen(osrm_url="http://127.0.0.1:9")
    assert dead.ask(HERE, THERE, NOW).because in {Because.DEAD, Because.SLOW}
