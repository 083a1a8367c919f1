"""A drawn area holds what lies in it and on its border. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.parties import shapes
from kaketsuke.parties.shapes import NotAnArea

SQUARE = [(35.0, 139.0), (35.0, 140.0), (36.0, 140.0), (36.0, 139.0)]
# A bay from the east: the middle of the square is outside.
BAY = [(35.0, 139.0), (35.0, 140.0), (35.4, 139.5), (36.0, 140.0), (36.0, 139.0)]


@pytest.mark.parametrize(
    ("place", "within"),
    [
        ((35.5, 139.5), True),
        ((35.0, 139.0), True),
        ((35.0, 139.5), True),
        ((35.5, 140.0), True),
        ((34.9999, 139.5), False),
        ((35.5, 140.0001), False),
        ((36.0001, 139.5), False),
    ],
)
def test_inside_on_the_border_and_one_step_outside(place, within) -> None:
    assert shapes.inside(place, SQUARE) is within
    assert shapes.inside(place, SQUARE[::-1]) is within


def test_a_bay_is_outside() -> None:
    assert not shapes.inside((35.4, 139.9), BAY)
    assert shapes.inside((35.4, 139.2), BAY)


@given(st.floats(34.5, 36.5), st.floats(138.5, 140.5))
def test_a_square_holds_exactly_what_its_sides_say(latitude: float, longitude: float) -> None:
    near = any(abs(latitude - side) < 1e-4 for side in (35.0, 36.0)) or any(
        abs(longitude - side) < 1e-4 for side in (139.0, 140.0)
    )
    if not near:
        plain = 35.0 < latitude < 36.0 and 139.0 < longitude < 140.0
        assert shapes.inside((latitude, longitude), SQUARE) is plain


@pytest.mark.parametrize(
    "points",
    [
        [],
        SQUARE[:2],
        [*SQUARE[:2], SQUARE[0]],
        [(35.0, 139.0), (36.0, 140.0), (35.0, 140.0), (36.0, 139.0)],
        [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)],
        [(35.0,), (35.0, 140.0), (36.0, 140.0)],
        [("x", "y"), (35.0, 140.0), (36.0, 140.0)],
        [(float("nan"), 139.0), (35.0, 140.0), (36.0, 140.0)],
        [(35 + n / 1000, 139.0 + n % 2) for n in range(shapes.MOST_POINTS + 1)],
    ],
)
def test_what_is_no_area_is_refused(points) -> None:
    with pytest.raises(NotAnArea):
        shapes.ring(points)


def test_a_ring_may_repeat_its_first_point() -> None:
    assert shapes.ring([*SQUARE, SQUARE[0]]) == SQUARE
