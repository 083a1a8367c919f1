"""Everybody is told once that a contract ends, also when the worker dies telling them (1.2)."""

import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.notify.models import Message
from kaketsuke.residents import endings, services
from tests import world
from tests.config.test_jobs import sweep
from tests.faults.working import wait_until, workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("1.2")]


def told() -> Counter[object]:
    with context.as_system():
        sent = Message.objects.filter(template="service_ends", channel="sms")
        return Counter(sent.values_list("person_id", flat=True))


def somebody_waits_to_write() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_a_worker_killed_while_it_writes_leaves_nothing_and_its_successor_tells_everybody(
    test_cluster, tmp_path
):
    now = clock.now()
    with context.as_system():
        people = world.build(now=now)
        world.register(people.aoki, dwelling=people.next_door, terms=people.terms)
        services.end_cover(
            people.cover.pk,
            at=now + timedelta(days=10),
            document_reference="解約-1",
            recorded_by_id=None,
            now=now,
        )
    with workers(test_cluster, tmp_path / "worker.log") as worker:
        with transaction.atomic():
            # Whoever writes a message has to wait here: the worker stands in the middle.
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE notify_message IN SHARE MODE")
            wait_until(somebody_waits_to_write, within=180)
            worker.kill()
        assert worker.process.returncode == -signal.SIGKILL
        assert told() == {}
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - '1 h'::interval"
            )
        sweep()
        worker.start_again()
        wait_until(lambda: len(told()) == 2, within=180)
    assert told() == {people.sato.pk: 1, people.aoki.pk: 1}
    with context.as_system():
        shown = endings.progress([people.cover.pk])[people.cover.pk]
    assert (shown.told, shown.total) == (2, 2)
    assert ProcrastinateJob.objects.filter(task_name="residents.tell_of_ending").count() == 1
