"""What a killed worker had in hand is given to another one."""

from contextlib import suppress

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

pytestmark = pytest.mark.django_db(transaction=True)


def _job_in_hand_of_a_worker_silent_for(seconds: int, *, task: str = "notify.deliver") -> int:
    """Put a job, with the queueing lock of its name, into the hand of a worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [seconds],
        )
        (worker_id,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, queueing_lock, args, status, worker_id)"
            " VALUES ('default', %s, %s, '{}', 'doing', %s) RETURNING id",
            [task, task, worker_id],
        )
        return int(cursor.fetchone()[0])


def sweep() -> None:
    """Give back what dead workers hold, as the next worker does."""
    with suppress(AlreadyEnqueued):  # by a worker that died before it came to it
        app.configure_task("jobs.retry_stalled").defer(timestamp=0)
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()):
        app.run_worker(
            queues=["sweep"], wait=False, install_signal_handlers=False, listen_notify=False
        )


@pytest.mark.parametrize(("silent", "status"), [(5, "doing"), (20, "todo"), (3600, "todo")])
def test_a_job_of_a_dead_worker_comes_back_and_one_of_a_living_worker_stays(silent, status):
    job_id = _job_in_hand_of_a_worker_silent_for(silent)
    sweep()
    assert ProcrastinateJob.objects.get(pk=job_id).status == status


def test_work_that_waits_in_line_anew_does_not_hold_up_what_else_the_dead_worker_held():
    doubled = _job_in_hand_of_a_worker_silent_for(60, task="dispatch.sweep")
    held = _job_in_hand_of_a_worker_silent_for(60)
    app.configure_task("dispatch.sweep").defer()
    sweep()
    states = dict(ProcrastinateJob.objects.values_list("pk", "status"))
    assert (states[doubled], states[held]) == ("failed", "todo")


def test_every_room_s_tasks_are_known_to_the_worker():
    assert {"notify.deliver", "jobs.retry_stalled"} <= set(app.tasks)
