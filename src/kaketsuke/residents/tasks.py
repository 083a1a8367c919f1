"""Invitations are sent, and what has had its time is erased, in the background."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.residents import services
from kaketsuke.residents.importing import uploading
from kaketsuke.residents.services import announcing, ending, inviting, proving


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
        uploading.expire_uploads(now=clock.now())


@app.periodic(cron="3 * * * *")
@app.task(name="residents.settle_guardianships", queueing_lock="residents.settle_guardianships")
def settle_guardianships(timestamp: int) -> None:  # noqa: ARG001 - the scheduler names its tick
    """See to those who came of age: guardians are told, numbers are not shared any more."""
    with context.as_system():
        services.settle_guardianships(now=clock.now())


@app.task(name=proving.SEND_CODE, retry=RetryStrategy(max_attempts=5, wait=2, exponential_wait=2))
def send_code(code_id: str) -> None:
    """Make a one-time code and send it, once."""
    with context.as_system():
        services.send_code(UUID(code_id), now=clock.now())


@app.task(name=ending.TELL, retry=RetryStrategy(max_attempts=20, wait=5, exponential_wait=2))
def tell_of_ending(notice_id: str) -> None:
    """Tell the next registrants that the service ends, and come again while some are left.

    A batch is one transaction with its own progress and its successor: a worker that is killed in
    the middle leaves nothing of it behind, and nobody is told twice.
    """
    with context.as_system():
        services.tell_next_of_ending(UUID(notice_id), now=clock.now())


@app.task(name=announcing.TELL, retry=RetryStrategy(max_attempts=20, wait=5, exponential_wait=2))
def tell_of_version(notice_id: str) -> None:
    """Tell the next registrants of a new version, and come again while some are left.

    As with an ending, a batch is one transaction with its own progress and its successor.
    """
    with context.as_system():
        services.tell_next_of_version(UUID(notice_id), now=clock.now())


@app.task(name=uploading.READ, retry=RetryStrategy(max_attempts=3, wait=5))
def read_upload(upload_id: str) -> None:
    """Read a roster that was sent, and keep what it would change."""
    with context.as_system():
        uploading.read(UUID(upload_id), now=clock.now())


@app.task(name=uploading.COMMIT, retry=RetryStrategy(max_attempts=3, wait=5))
def commit_upload(upload_id: str) -> None:
    """Write a roster that was sent, whole or not at all."""
    with context.as_system():
        uploading.commit(UUID(upload_id), now=clock.now())
