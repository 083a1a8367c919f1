"""What happens to requests by time alone."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.intake import services


@app.task(name="intake.new_at_protected", retry=RetryStrategy(max_attempts=10, exponential_wait=2))
def new_at_protected(*, registration_id: str) -> None:
    """Tell supervisors that somebody registered at a protected home, once."""
    with context.as_system():
        services.note_registration(UUID(registration_id), now=clock.now())


@app.task(name="intake.lapse", retry=RetryStrategy(max_attempts=10, exponential_wait=2))
def lapse(*, request_id: str) -> None:
    """Give up a caller who could not be called back; harmless when they were."""
    with context.as_system():
        services.lapse(UUID(request_id), now=clock.now())
