"""Invitations are sent, and what has had its time is erased, in the background."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.residents import services
from kaketsuke.residents.services import inviting, proving


@app.task(name=inviting.SEND, retry=RetryStrategy(max_attempts=5, wait=5, exponential_wait=2))
def send_invitations(building_id: str) -> None:
    """Send the next invitations of a building, each once, and come again while some are left."""
    with context.as_system():
        sent = services.send_waiting(UUID(building_id), now=clock.now())
        if sent == inviting.SENT_AT_ONCE:
            services.ask_to_send(UUID(building_id))


@app.periodic(cron="7 * * * *")
@app.task(name="residents.expire", queueing_lock="residents.expire")
def expire(timestamp: int) -> None:  # noqa: ARG001 - the scheduler names its tick
    """Erase invitations and codes whose time is over."""
    with context.as_system():
        services.expire(now=clock.now())


@app.task(name=proving.SEND_CODE, retry=RetryStrategy(max_attempts=5, wait=2, exponential_wait=2))
def send_code(code_id: str) -> None:
    """Make a one-time code and send it, once."""
    with context.as_system():
        services.send_code(UUID(code_id), now=clock.now())
