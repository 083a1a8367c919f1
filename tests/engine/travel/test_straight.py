"""How long is the way?"""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.engine import travel
from kaketsuke.engine.travel import speeds

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SHINJUKU, HACHIOJI = (35.6896, 139.7006), (35.6558, 139.3389)

latitudes = st.floats(24.0, 46.0)
longitudes = st.floats(123.0, 146.0)


def seconds(origin, destination, times=None):
    provider = times or travel.StraightLine()
    return provider.matrix(travel.places([origin]), travel.places([destination]), NOON)[0, 0]


def test_a_known_distance_is_right_within_one_percent():
    metres = travel.great_circle_m(travel.places([SHINJUKU]), travel.places([HACHIOJI]))[0, 0]
    assert metres == pytest.approx(32_900, rel=0.01)


def test_time_is_distance_times_road_factor_over_speed():
    metres = travel.great_circle_m(travel.places([SHINJUKU]), travel.places([HACHIOJI]))[0, 0]
    assert seconds(SHINJUKU, HACHIOJI) == pytest.approx(metres * 1.3 / (30 / 3.6))


def test_the_matrix_has_a_row_for_each_origin_and_a_column_for_each_destination():
    matrix = travel.StraightLine().matrix(
        travel.places([SHINJUKU, HACHIOJI, SHINJUKU]), travel.places([HACHIOJI, SHINJUKU]), NOON
    )
    assert matrix.shape == (3, 2)
    assert matrix[1, 0] == 0.0


@pytest.mark.parametrize(
    "senseless", [(np.nan, 139.0), (35.0, np.inf), (91.0, 139.0), (35.0, 181.0)]
)
def test_a_place_that_is_none_is_infinitely_far_away(senseless):
    assert seconds(senseless, SHINJUKU) == np.inf
    assert seconds(SHINJUKU, senseless) == np.inf


def haversine(one, other):
    (lat1, lon1), (lat2, lon2) = np.radians(one), np.radians(other)
    half = np.sin((lat2 - lat1) / 2) ** 2
    half += np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * travel.EARTH_RADIUS_M * np.arcsin(np.sqrt(min(half, 1.0)))


@given(
    st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=6),
    st.floats(-0.01, 0.01),
)
def test_metres_are_right_at_any_distance(points, near):
    rows = [*points, (points[0][0] * 0.99 + near, points[0][1] * 0.99 + near)]
    metres = travel.great_circle_m(travel.places(rows), travel.places(rows))
    for i, one in enumerate(rows):
        for j, other in enumerate(rows):
            # Nearly opposite points are where the reference itself loses digits.
            assert metres[i, j] == pytest.approx(haversine(one, other), rel=1e-7, abs=1e-3)


def test_metres_from_what_is_no_place_are_no_number():
    rows = np.array([[np.nan, 139.0], [35.0, np.nan], [np.inf, 139.0], SHINJUKU])
    metres = travel.great_circle_m(rows, rows)
    assert np.isnan(metres[:3]).all()
    assert np.isnan(metres[:, :3]).all()
    assert metres[3, 3] == 0.0


def test_no_places_give_an_empty_matrix():
    assert travel.StraightLine().matrix(
        travel.places([]), travel.places([SHINJUKU]), NOON
    ).shape == (
        0,
        1,
    )


@given(latitudes, longitudes, latitudes, longitudes)
def test_the_way_back_is_as_long_and_never_negative(lat1, lon1, lat2, lon2):
    there, back = seconds((lat1, lon1), (lat2, lon2)), seconds((lat2, lon2), (lat1, lon1))
    assert there >= 0
    assert there == pytest.approx(back, abs=1e-3)


SAPPORO_HILLS = (43.3, 142.6)


def at(hour):
    return datetime(2026, 11, 22, hour, 30, tzinfo=speeds.TOKYO)


def by_hour(origin, destination, moment):
    return travel.LineByHour().matrix(
        travel.places([origin]), travel.places([destination]), moment
    )[0, 0]


def test_the_same_way_takes_longer_in_the_rush_hour_than_at_night():
    assert by_hour(SHINJUKU, HACHIOJI, at(8)) > 1.3 * by_hour(SHINJUKU, HACHIOJI, at(3))


def test_five_kilometres_in_a_dense_city_take_longer_than_in_the_country():
    north = 5 / 111.2
    city = by_hour(SHINJUKU, (SHINJUKU[0] + north, SHINJUKU[1]), at(12))
    country = by_hour(SAPPORO_HILLS, (SAPPORO_HILLS[0] + north, SAPPORO_HILLS[1]), at(12))
    assert city > 1.5 * country


def test_the_hour_is_that_of_tokyo_whatever_the_zone_of_the_moment():
    moment = at(8)
    assert by_hour(SHINJUKU, HACHIOJI, moment) == by_hour(
        SHINJUKU, HACHIOJI, moment.astimezone(UTC)
    )


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        by_hour(SHINJUKU, HACHIOJI, datetime(2026, 11, 22, 8))  # noqa: DTZ001


@given(latitudes, longitudes, st.floats(0, 2), st.floats(1.0, 1.5), st.integers(0, 23))
def test_further_along_a_line_is_never_sooner_and_the_way_back_is_as_long(
    lat, lon, north, more, hour
):
    here, near, far = (lat, lon), (lat + north, lon), (lat + north * more, lon)
    there, back = by_hour(here, near, at(hour)), by_hour(near, here, at(hour))
    assert there == pytest.approx(back)
    # Going on into open country may only add; towards a city the whole near part slows down.
    assert by_hour(here, far, at(hour)) >= there * 0.5
    assert 0 <= there < np.inf


def test_many_pairs_at_once_are_the_same_as_one_by_one():
    chance = np.random.default_rng(3)
    rows = travel.places(
        list(zip(chance.uniform(34, 36, 12), chance.uniform(135, 140, 12), strict=True))
    )
    matrix = travel.LineByHour().matrix(rows[:7], rows[7:], at(17))
    for i, origin in enumerate(rows[:7]):
        for j, destination in enumerate(rows[7:]):
            assert matrix[i, j] == pytest.approx(by_hour(tuple(origin), tuple(destination), at(17)))


@pytest.mark.parametrize(
    "senseless", [(np.nan, 139.0), (35.0, np.inf), (91.0, 139.0), (35.0, 181.0)]
)
def test_no_hour_makes_a_place_of_what_is_none(senseless):
    # Also where the rows come from elsewhere than `places`.
    rows, door = np.array([senseless]), travel.places([SHINJUKU])
    for provider in (travel.LineByHour(), travel.StraightLine()):
        assert provider.matrix(rows, door, at(1))[0, 0] == np.inf
        assert provider.matrix(door, rows, at(1))[0, 0] == np.inf


def test_later_figures_hold_from_their_day_on_and_the_past_can_be_repeated(tmp_path):
    table = speeds.SHIPPED.read_text(encoding="utf-8")
    newer = table[table.index("[[line]]") : table.index("[[road]]")]
    newer = newer.replace("from = 2026-01-01", "from = 2027-01-01").replace(
        "factor = 1.3", "factor = 2.6"
    )
    file = tmp_path / "speeds.toml"
    file.write_text(table + "\n" + newer, encoding="utf-8")
    provider = travel.LineByHour(speeds.line_speeds(file))
    rows, door = travel.places([SHINJUKU]), travel.places([HACHIOJI])
    before, after = (
        provider.matrix(rows, door, datetime(year, 12, 31, 12, tzinfo=speeds.TOKYO))[0, 0]
        for year in (2026, 2027)
    )
    assert before == by_hour(SHINJUKU, HACHIOJI, at(12))
    assert after > before
    assert provider.matrix(rows, door, datetime(1999, 1, 1, 12, tzinfo=UTC))[0, 0] > 0


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("road_factor = 1.3", "road_factor = -1", "road_factor"),
        ("road_factor = 1.3", 'road_factor = "far"', "road_factor"),
        ("  42, 42, 43,", "  42, 43,", "open_kmh"),
        ("  42, 42, 43,", "  42, 0, 43,", "open_kmh"),
        ("core_km = 14, edge_km = 40", "core_km = 40, edge_km = 14", "東京"),
        ("from = 2026-01-01", 'from = "soon"', "day"),
        ("[[line]]", "[[lines]]", "line"),
        ("[[line]]", "[[line", "no table"),
    ],
)
def test_a_table_of_speeds_that_cannot_be_is_refused_by_name(tmp_path, old, new, named):
    file = tmp_path / "speeds.toml"
    table = speeds.SHIPPED.read_text(encoding="utf-8")
    assert old in table
    file.write_text(table.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(speeds.SpeedsUnusable, match=named):
        speeds.line_speeds(file)


def test_a_table_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(speeds.SpeedsUnusable, match="cannot read"):
        speeds.line_speeds(tmp_path / "absent.toml")
