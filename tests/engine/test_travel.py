"""How long is the way?"""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.engine import travel

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
