"""Looks again later: when the minutes are used up, and when a bill of nothing still lies open."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.onsite import queries

# A bill of nothing settles itself when nobody presses the button.
SETTLES_ITSELF_AFTER: Final = timedelta(minutes=10)


def watch_minutes(case_id: UUID, *, at: datetime) -> None:
    """Have the clock looked at when the free or approved minutes will be used up."""
    due = at + timedelta(seconds=queries.clock(case_id, at=at).seconds_left)
    _defer("onsite.reach_minutes", case_id, due)


def settle_itself_later(case_id: UUID, *, now: datetime) -> None:
    """Have a bill of nothing settled when nobody does it at the door."""
    _defer("money.settle_free", case_id, now + SETTLES_ITSELF_AFTER)


def _defer(task: str, case_id: UUID, due: datetime) -> None:
    app.configure_task(task, allow_unknown=True, schedule_at=clock.wall_time(due)).defer(
        case_id=str(case_id)
    )
