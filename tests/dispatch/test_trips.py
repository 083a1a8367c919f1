"""What technicians drove teaches how long ways take."""

import json

from kaketsuke.accounts import viewers
from kaketsuke.cli import roads as roads_command
from kaketsuke.dispatch import services, tasks, trips
from kaketsuke.engine import travel
from kaketsuke.engine.travel import lessons, providers

START = (35.72, 139.70)


def drive(at, *, minutes=20, position=START):
    at.accept()
    at.depart(position=position)
    began = at.now
    at.wait(minutes - 1).arrive(position=(35.695, 139.695))
    return began


def test_a_trip_is_from_the_press_of_departure_to_the_press_of_arrival(at):
    began = drive(at)
    [trip] = trips.completed()
    assert trip.origin == START
    assert trip.destination == (35.695, 139.695)
    assert (trip.departed_at, trip.seconds) == (began, 20 * 60)


def test_a_departure_without_a_place_teaches_nothing(at):
    drive(at, position=None)
    assert trips.completed() == []


def test_who_set_out_and_another_who_arrived_made_no_trip(at):
    at.accept()
    at.depart(position=START)
    services.release(at.case.pk, actor=viewers.TIMER, reason="no_movement", now=at.wait(2).now)
    at.accept()
    at.arrive(position=(35.695, 139.695))
    assert trips.completed() == []


def test_what_trips_taught_is_kept_on_a_file_and_corrects_the_times(at, tmp_path):
    drive(at, minutes=25)
    file = tmp_path / "lessons.json"
    said = roads_command._learned(file)
    assert (said["trips"], said["base"]) == (1, "distance")
    [trip] = trips.completed()
    here, there = travel.places([trip.origin]), travel.places([trip.destination])
    question = (here, there, trip.departed_at)
    before = providers.chosen().matrix(*question)[0, 0]
    after = providers.chosen(taught_by=str(file)).matrix(*question)[0, 0]
    assert before < after < trip.seconds or before > after > trip.seconds
    words = file.read_text()
    assert str(START[0]) not in words
    assert json.loads(words)["version"] == lessons.VERSION


def test_the_weekly_job_learns_where_a_file_is_named_and_the_times_follow_it(
    at, settings, tmp_path, monkeypatch
):
    file = tmp_path / "lessons.json"
    tasks.learn_from_trips(0)
    assert not file.exists()
    settings.LESSONS = str(file)
    drive(at, minutes=25)
    [trip] = trips.completed()
    question = (travel.places([trip.origin]), travel.places([trip.destination]), trip.departed_at)
    times = providers.chosen(taught_by=str(file))
    before = times.matrix(*question)[0, 0]
    assert before == providers.chosen().matrix(*question)[0, 0]
    tasks.learn_from_trips(0)
    monkeypatch.setattr(lessons, "LOOKED_AFTER_SECONDS", 0.0)
    learned = times.matrix(*question)[0, 0]
    assert learned != before
    file.write_text("spoilt")
    assert times.matrix(*question)[0, 0] == learned
