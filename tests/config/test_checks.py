from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from kaketsuke.accounts import context
from kaketsuke.audit import services as audit_services
from kaketsuke.config import checks, migrate
from kaketsuke.database import ids
from kaketsuke.engine.travel import learned, lessons
from kaketsuke.people.models import SubjectKey
from kaketsuke.runtime.keys import NAMES
from tests import world


@pytest.fixture
def secrets_are_set(monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(name, "ab" * 32)


def test_a_missing_secret_is_named(monkeypatch, secrets_are_set):
    monkeypatch.delenv("KAKETSUKE_AUDIT_KEY")
    with pytest.raises(checks.CannotServe, match="KAKETSUKE_AUDIT_KEY"):
        checks.demand_secrets()


@pytest.mark.parametrize("text", ["ab", "zz" * 32, ""])
def test_a_secret_that_is_no_key_is_named(settings, secrets_are_set, text):
    settings.INDEX_KEY = text
    with pytest.raises(checks.CannotServe, match="KAKETSUKE_INDEX_KEY"):
        checks.demand_secrets()


@pytest.mark.django_db
def test_an_empty_database_takes_any_master_key(secrets_are_set):
    checks.before_serving()


@pytest.mark.django_db
def test_the_keys_of_another_database_are_refused_before_anything_is_written(
    settings, secrets_are_set
):
    with context.as_system():
        world.build()
        audit_services.append(
            "case", ids.new_id(), actor="system", kind="Step", payload={}, now=world.NOW
        )
    checks.before_serving()
    for name in ("MASTER_KEY", "INDEX_KEY", "AUDIT_KEY"):
        right = getattr(settings, name)
        setattr(settings, name, "66" * 32)
        with pytest.raises(checks.CannotServe, match=f"KAKETSUKE_{name} is not the key"):
            checks.before_serving()
        setattr(settings, name, right)


@pytest.mark.django_db
def test_one_damaged_row_does_not_keep_the_service_from_starting(secrets_are_set):
    with context.as_system():
        world.build()
        newest = SubjectKey.objects.order_by("-pk").first()
        SubjectKey.objects.filter(pk=newest.pk).update(wrapped_key=bytes(61))
    checks.before_serving()


@pytest.mark.django_db
def test_a_clock_that_was_set_back_is_said_and_keeps_nobody_from_serving():
    assert checks.clock_set_back(world.NOW) == ""
    with context.as_system():
        audit_services.append(
            "case", ids.new_id(), actor="system", kind="Step", payload={}, now=world.NOW
        )
    assert checks.clock_set_back(world.NOW) == ""
    said = checks.clock_set_back(world.NOW - timedelta(days=2))
    assert "says 2026-11-20 13:14 UTC, but the record goes on until 2026-11-22 13:14 UTC" in said


@pytest.mark.django_db
def test_the_database_of_a_newer_version_is_left_alone(capsys):
    MigrationRecorder(connection).record_applied("cases", "9999_of_next_year")
    assert migrate.main() == 1
    assert (
        "newer version of Kaketsuke (it knows cases.9999_of_next_year)" in capsys.readouterr().err
    )


def test_roads_that_are_not_there_are_named(settings, tmp_path):
    settings.ROADS = str(tmp_path / "absent.npz")
    with pytest.raises(checks.CannotServe, match="KAKETSUKE_ROADS"):
        checks.demand_travel_times()


def test_a_route_server_without_an_address_is_named(settings):
    settings.OSRM_URL = "somewhere"
    with pytest.raises(checks.CannotServe, match="KAKETSUKE_OSRM_URL"):
        checks.demand_travel_times()


def test_lessons_that_correct_other_times_are_refused(settings, tmp_path):
    settings.LESSONS = str(tmp_path / "nowhere" / "lessons.json")
    with pytest.raises(checks.CannotServe, match="KAKETSUKE_LESSONS"):
        checks.demand_travel_times()
    settings.LESSONS = str(tmp_path / "lessons.json")
    checks.demand_travel_times()  # the weekly job will write it
    lessons.save(lessons.Kept("roads", learned.Lessons({})), tmp_path / "lessons.json")
    with pytest.raises(checks.CannotServe, match="corrects times by roads"):
        checks.demand_travel_times()
    lessons.save(lessons.Kept("distance", learned.Lessons({})), tmp_path / "lessons.json")
    checks.demand_travel_times()
