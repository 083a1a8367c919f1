"""Delivery in the background."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.notify import services
from kaketsuke.notify.models import MessageState


class NotDelivered(Exception):
    """The message stays in the outbox; the job comes again."""


# 4, 6, 10, 18, 34 s …: a provider that comes back within minutes loses nothing.
@app.task(
    name=services.DELIVER,
    retry=RetryStrategy(max_attempts=8, wait=2, exponential_wait=2),
)
def deliver(message_id: str) -> None:
    """Deliver one message: lock the row, send, note it. A refusal is noted and tried again."""
    with context.as_system():
        state = services.deliver(UUID(message_id), now=clock.now())
    if state == MessageState.FAILED:
        raise NotDelivered(message_id)


@app.periodic(cron="*/1 * * * *")
@app.task(name="notify.requeue_unsent", queueing_lock="notify.requeue_unsent")
def requeue_unsent(timestamp: int) -> None:  # noqa: ARG001 - the scheduler names its tick
    """Find messages that nobody is about to deliver, and have them delivered."""
    with context.as_system():
        services.requeue_unsent(now=clock.now())
