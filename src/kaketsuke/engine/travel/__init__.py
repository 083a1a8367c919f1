"""How long is the way? Travel times behind one protocol, so that roads can replace the ruler."""

from kaketsuke.engine.travel.answers import Answer, Because, TravelTimes
from kaketsuke.engine.travel.places import (
    EARTH_RADIUS_M,
    Places,
    Seconds,
    great_circle_m,
    on_earth,
    places,
    warm_up,
)
from kaketsuke.engine.travel.straight import LineByHour, StraightLine

__all__ = [
    "EARTH_RADIUS_M",
    "Answer",
    "Because",
    "LineByHour",
    "Places",
    "Seconds",
    "StraightLine",
    "TravelTimes",
    "great_circle_m",
    "on_earth",
    "places",
    "warm_up",
]
