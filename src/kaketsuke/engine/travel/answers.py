"""What a provider of travel times answers, and what may be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.travel.places import Places, Seconds


class Because(StrEnum):
    """Why a time is an estimate by distance."""

    NO_ROADS = "no_roads"  # no provider of road times is set up
    STARTING = "starting"  # the roads are still being read
    SLOW = "slow"  # no answer within the limit
    DEAD = "dead"  # the provider failed, or answered what cannot be
    OFF_ROADS = "off_roads"  # a place is nowhere near the roads that are known, or cut off


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Travel times, and which of them are estimates by distance."""

    seconds: Seconds  # [n, m], infinite where a place is none
    estimated: NDArray[np.bool_]  # [n, m]
    because: Because | None  # of the estimates; absent where there is none


class TravelTimes(Protocol):
    """Anything that knows how long the way is."""

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m] from each origin to each destination; infinite where unknown."""
        ...
