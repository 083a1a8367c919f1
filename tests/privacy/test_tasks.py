"""What the desk does by itself, as the worker calls it."""

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.audit import checkpoints
from kaketsuke.privacy import tasks
from kaketsuke.privacy.models import RetentionRun
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_small_worlds_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks read the clock; a year later there would be rows to remove."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_the_nightly_run_is_begun_once_and_goes_on_by_itself(w: World):
    tasks.retention(0)
    tasks.retention(0)
    waiting = ProcrastinateJob.objects.filter(task_name=tasks.STEP)
    assert waiting.count() == 1
    with context.as_system():
        run = RetentionRun.objects.get()
    while run.finished_at is None:
        tasks.retention_step(str(run.pk))
        with context.as_system():
            run.refresh_from_db()
    assert run.counts == {}


def test_the_record_is_summed_every_night(w: World, tmp_path):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "CHECKPOINT_FOLDER", tmp_path)
        tasks.checkpoint(0)
        newest = checkpoints.newest()
    assert newest is not None
    assert newest.parent == tmp_path


def test_alerts_are_looked_for(w: World):
    tasks.raise_alerts(0)
