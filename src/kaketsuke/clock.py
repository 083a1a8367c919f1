"""What time it is for the product, and when that is on the wall.

The demo and replays may run faster than the wall clock. Services never read this: they are
given ``now``.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

# Every day of the service is a day in Japan, wherever its servers stand.
TOKYO: Final = ZoneInfo("Asia/Tokyo")


def _speed() -> float:
    return float(os.environ.get("KAKETSUKE_CLOCK_SPEED", "1"))


def _started_at() -> datetime | None:
    started = os.environ.get("KAKETSUKE_CLOCK_STARTED_AT")
    return datetime.fromisoformat(started) if started else None


def _wall_now() -> datetime:
    return datetime.now(tz=UTC)  # noqa: TID251 - the one place that reads the wall clock


def now() -> datetime:
    """Return the product's present moment, aware, in UTC."""
    started_at, wall = _started_at(), _wall_now()
    if started_at is None:
        return wall
    return started_at + (wall - started_at) * _speed()


def wall_time(moment: datetime) -> datetime:
    """Return when the product's `moment` comes on the wall clock: the time to give to a job."""
    started_at = _started_at()
    if started_at is None:
        return moment
    return started_at + timedelta(seconds=(moment - started_at).total_seconds() / _speed())
