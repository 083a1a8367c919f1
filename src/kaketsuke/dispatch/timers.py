"""Jobs that ring at a moment of the product's clock; each is part of the transaction around it."""

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from kaketsuke import clock


def end_wave(case_id: UUID, *, wave: int, at: datetime) -> None:
    """Let a job end the wave when its time is over."""
    _at("dispatch.expire_wave", at, case_id=str(case_id), wave=wave)


def widen(case_id: UUID, *, widened: int, at: datetime) -> None:
    """Let a job look further, unless somebody at the desk has acted until then."""
    _at("dispatch.widen", at, case_id=str(case_id), widened=widened)


def _at(task: str, at: datetime, **named: str | int) -> None:
    job = app.configure_task(task, allow_unknown=True, schedule_at=clock.wall_time(at))
    job.defer(**named)
