"""Areas drawn on a map: rings of points, and whether a place lies inside. Pure.

A ring is a list of (latitude, longitude) in degrees, three to `MOST_POINTS` of them, not closed by
repeating the first. A place on the border counts as inside: a street that is the border is closed.
"""

from collections.abc import Sequence
from typing import Any, Final

MOST_POINTS: Final = 200
# Where the service can be: the islands of Japan and the sea between them.
LATITUDES: Final = (20.0, 46.0)
LONGITUDES: Final = (122.0, 154.0)
# Half a metre or so: nobody draws more finely.
BORDER: Final = 5e-6

Point = tuple[float, float]


class NotAnArea(ValueError):
    """The points make no area: too few, too many, off the map, or the border crosses itself."""


class OffTheMap(NotAnArea):
    """A point lies where no service can be."""


def ring(points: Sequence[Any]) -> list[Point]:
    """Return the points as a ring. Raises NotAnArea, OffTheMap."""
    try:
        found = [(float(latitude), float(longitude)) for latitude, longitude in points]
    except (TypeError, ValueError) as error:
        raise NotAnArea("Every point is a latitude and a longitude.") from error
    if found and found[0] == found[-1]:
        found.pop()
    if not 3 <= len(found) <= MOST_POINTS:
        raise NotAnArea("An area has three points at least.")
    if not all(_on_the_map(point) for point in found):
        raise OffTheMap("A point lies off the map.")
    if _crosses_itself(found):
        raise NotAnArea("The border crosses itself.")
    return found


def inside(place: Point, area: Sequence[Point]) -> bool:
    """Return whether a place lies in a ring or on its border (even-odd rule)."""
    y, x = place
    within = False
    for (y1, x1), (y2, x2) in zip(area, (*area[1:], area[0]), strict=True):
        if _on_segment(place, (y1, x1), (y2, x2)):
            return True
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            within = not within
    return within


def _on_the_map(point: Point) -> bool:
    latitude, longitude = point
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1])


def _on_segment(place: Point, a: Point, b: Point) -> bool:
    length = max(abs(b[0] - a[0]), abs(b[1] - a[1]))
    if abs(_turn(a, b, place)) > BORDER * max(length, BORDER):
        return False
    return all(
        min(one, other) - BORDER <= at <= max(one, other) + BORDER
        for one, other, at in zip(a, b, place, strict=True)
    )


def _crosses_itself(area: Sequence[Point]) -> bool:
    edges = list(zip(area, (*area[1:], area[0]), strict=True))
    last = len(edges) - 1
    return any(
        _cross(*edges[i], *edges[j])
        for i in range(len(edges))
        for j in range(i + 2, len(edges))
        if not (i == 0 and j == last)
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0
