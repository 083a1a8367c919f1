"""Background work of the door. Tasks take ids, re-read the state, and may run twice."""

from uuid import UUID

import procrastinate
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.onsite import services

AGAIN = procrastinate.RetryStrategy(max_attempts=20, wait=1, linear_wait=2)


@app.task(name="onsite.reach_minutes", retry=AGAIN)
def reach_minutes(case_id: str) -> None:
    """Stop the clock of a case whose free or approved minutes are used up."""
    with context.as_system():
        services.reach_minutes(UUID(case_id), now=clock.now())


@app.task(name="onsite.stop_clock", retry=AGAIN)
def stop_clock(case_id: str) -> None:
    """Stop the clock of a halted case."""
    with context.as_system():
        services.stop_clock(UUID(case_id))
