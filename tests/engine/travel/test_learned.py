"""Completed trips teach: nothing with none, the truth with many, and never more than they say."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.engine import travel
from kaketsuke.engine.travel import fallback, learned, lessons, providers, speeds
from kaketsuke.engine.travel.learned import Learned, Lessons, Shrinkage, Trip

BASE = travel.StraightLine()
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=speeds.TOKYO)
NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=speeds.TOKYO)
SHINJUKU, HACHIOJI, SAPPORO = (35.69, 139.70), (35.66, 139.34), (43.06, 141.35)
NEAR_SHINJUKU = (35.70, 139.72)


def seconds(origin, destination, moment=MORNING, provider=BASE):
    return provider.matrix(travel.places([origin]), travel.places([destination]), moment)[0, 0]


def trips(factor, count, origin=SHINJUKU, destination=NEAR_SHINJUKU, moment=MORNING, noise=0.0):
    chance = np.random.default_rng(count)
    taken = seconds(origin, destination, moment) * factor
    return [
        Trip(origin, destination, moment, taken * np.exp(noise * chance.standard_normal()))
        for _ in range(count)
    ]


def ratio(lessons, origin=SHINJUKU, destination=NEAR_SHINJUKU, moment=MORNING):
    corrected = Learned(BASE, lessons)
    return seconds(origin, destination, moment, corrected) / seconds(origin, destination, moment)


def test_without_trips_times_are_those_of_the_provider_to_the_last_digit():
    assert learned.learn(BASE, []) == Lessons({})
    assert ratio(Lessons({})) == 1.0


def test_many_trips_teach_the_truth_and_few_go_part_of_the_way():
    taught = [ratio(learned.learn(BASE, trips(1.5, count))) for count in (1, 5, 50, 2_000)]
    assert taught == sorted(taught)
    assert 1.0 < taught[0] < 1.2
    assert taught[-1] == pytest.approx(1.5, rel=0.01)


def test_many_noisy_trips_teach_the_truth_too():
    lessons = learned.learn(BASE, trips(0.8, 3_000, noise=0.4))
    assert ratio(lessons) == pytest.approx(0.8, rel=0.03)


def test_what_the_morning_teaches_says_little_of_the_night_once_the_night_is_known():
    both = trips(1.6, 400) + trips(0.9, 400, moment=NIGHT)
    lessons = learned.learn(BASE, both)
    assert ratio(lessons) == pytest.approx(1.6, rel=0.03)
    assert ratio(lessons, moment=NIGHT) == pytest.approx(0.9, rel=0.03)


def test_an_area_without_trips_learns_from_those_around_and_at_last_from_all():
    lessons = learned.learn(BASE, trips(1.5, 500))
    assert ratio(lessons, HACHIOJI, (HACHIOJI[0], 139.3)) > 1.2
    assert ratio(lessons, SAPPORO, (43.10, 141.40), NIGHT) > 1.2
    elsewhere = trips(1.0, 500, SAPPORO, (43.10, 141.40))
    apart = learned.learn(BASE, trips(1.5, 500) + elsewhere)
    assert ratio(apart) == pytest.approx(1.5, rel=0.02)
    assert ratio(apart, SAPPORO, (43.10, 141.40)) == pytest.approx(1.0, rel=0.02)


@pytest.mark.parametrize(
    "trip",
    [
        Trip((np.nan, 139.7), NEAR_SHINJUKU, MORNING, 600.0),
        Trip(SHINJUKU, (95.0, 139.7), MORNING, 600.0),
        Trip(SHINJUKU, NEAR_SHINJUKU, MORNING, 0.0),
        Trip(SHINJUKU, NEAR_SHINJUKU, MORNING, -5.0),
        Trip(SHINJUKU, NEAR_SHINJUKU, MORNING, np.inf),
        Trip(SHINJUKU, NEAR_SHINJUKU, MORNING, np.nan),
        Trip(SHINJUKU, NEAR_SHINJUKU, MORNING, 40_000.0),
        Trip(SHINJUKU, NEAR_SHINJUKU, MORNING, 3.0),
        Trip(SHINJUKU, SHINJUKU, MORNING, 600.0),
    ],
)
def test_a_trip_that_was_no_plain_drive_teaches_nothing(trip):
    assert learned.learn(BASE, [trip]) == Lessons({})


@given(
    st.lists(
        st.tuples(
            st.floats(35.5, 35.8), st.floats(139.4, 139.9), st.integers(0, 23), st.floats(0.3, 3.0)
        ),
        max_size=25,
    )
)
def test_what_is_taught_lies_between_1_and_the_furthest_trip_and_no_order_matters(given_trips):
    drives = [
        Trip(
            SHINJUKU,
            (lat, lon),
            NIGHT.replace(hour=0) + timedelta(hours=hour),
            factor * max(seconds(SHINJUKU, (lat, lon)), 1.0),
        )
        for lat, lon, hour, factor in given_trips
    ]
    lessons = learned.learn(BASE, drives)
    factors = [1.0, *(factor for *_, factor in given_trips)]
    for lesson in lessons.by_key.values():
        assert min(factors) * 0.999 <= lesson.factor <= max(factors) * 1.001
    backwards = learned.learn(BASE, drives[::-1])
    assert backwards.by_key.keys() == lessons.by_key.keys()
    for key, lesson in lessons.by_key.items():
        assert backwards.by_key[key].factor == pytest.approx(lesson.factor)


def test_how_much_is_believed_is_data():
    sceptical = learned.learn(BASE, trips(1.5, 10), shrinkage=Shrinkage(trips=1_000))
    assert ratio(sceptical) < 1.02


def test_places_that_are_none_and_unknown_edges_stay_what_they_are():
    lessons = learned.learn(BASE, trips(1.5, 100))
    corrected = Learned(BASE, lessons)
    rows = np.array([[np.nan, 139.0], SHINJUKU])
    times = corrected.matrix(rows, travel.places([NEAR_SHINJUKU]), MORNING)
    assert np.isinf(times[0, 0])
    assert np.isfinite(times[1, 0])
    assert not corrected.covers(rows).any()
    assert not fallback.Guarded(corrected).ask(rows[1:], rows[1:], MORNING).estimated.any()


def test_lessons_come_back_from_their_file_and_another_provider_refuses_them(tmp_path):
    taught = learned.learn(BASE, trips(1.5, 100))
    file = tmp_path / "lessons.json"
    lessons.save(lessons.Kept("distance", taught), file)
    assert lessons.read(file, base="distance") == taught
    with pytest.raises(lessons.LessonsUnusable, match="roads"):
        lessons.read(file, base="roads")


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[]",
        '{"version": 1}',
        '{"version": 9, "base": "distance", "lessons": []}',
        '{"version": 1, "base": "distance", "lessons": [{"cell": "", "part": 0, "factor": -1,'
        ' "trips": 1}]}',
    ],
)
def test_a_file_without_lessons_is_refused_and_corrects_nothing(tmp_path, text):
    file = tmp_path / "lessons.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(lessons.LessonsUnusable):
        lessons.read(file, base="distance")
    rows = travel.places([SHINJUKU]), travel.places([HACHIOJI])
    assert (
        providers.chosen(taught_by=str(file)).matrix(*rows, MORNING)
        == travel.LineByHour().matrix(*rows, MORNING)
    ).all()
