"""The past of the demo is over: its messages went out, and nothing of it wakes the worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from kaketsuke.demo.world.ground import World
from kaketsuke.notify import services as notify_services
from kaketsuke.notify.models import Message, MessageState


def deliver(world: World) -> None:
    """Let every message that waits arrive some seconds after it was written."""
    for message in Message.objects.filter(state=MessageState.WAITING):
        seconds = timedelta(seconds=world.rng.randint(2, 9))
        notify_services.deliver(message.pk, now=message.created_at + seconds)


@contextmanager
def settled(world: World) -> Iterator[None]:
    """Deliver what is sent inside, and forget the jobs: what was to follow has followed."""
    last = _last_job()
    yield
    deliver(world)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id > %s AND status = 'todo'", [last])


def _last_job() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM procrastinate_jobs")
        row = cursor.fetchone()
    return int(row[0])
