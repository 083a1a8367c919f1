"""When will somebody be there? A range for people, never a promise: no arrival time is agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SLOWEST = 1.3
STANDING_STILL = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Arrival:
    """From when to when somebody is expected at the door."""

    soonest: datetime
    latest: datetime


def expected(at: datetime, *, travel_seconds: float) -> Arrival:
    """Return the range for somebody who sets out at `at`, on whole minutes."""
    soonest = at + timedelta(seconds=travel_seconds)
    latest = at + timedelta(seconds=travel_seconds * SLOWEST) + STANDING_STILL
    return Arrival(_whole_minute(soonest), _whole_minute(latest) + timedelta(minutes=1))


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
