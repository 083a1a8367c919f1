import pytest

from kaketsuke.accounts import context
from kaketsuke.config import checks
from kaketsuke.engine.travel import learned, lessons
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
def test_the_master_key_of_another_database_is_refused_before_serving(settings, secrets_are_set):
    with context.as_system():
        world.build()
    checks.before_serving()
    settings.MASTER_KEY = "66" * 32
    with pytest.raises(checks.CannotServe, match="KAKETSUKE_MASTER_KEY"):
        checks.before_serving()


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
