"""The tests' own database: as the migrations leave it, anew for each test, with both roles."""

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.db import connection

pytestmark = pytest.mark.django_db


def _current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("time", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_committed_is_gone_in_the_next(time: int, app_connection: psycopg.Connection):
    assert not Group.objects.exists()
    Group.objects.create(name="left behind")
    assert app_connection.execute("SELECT count(*) FROM auth_group").fetchone() == (1,)


def test_tests_connect_as_the_owner():
    assert _current_user() == "kaketsuke_owner"


def test_a_test_can_act_as_the_serving_role(as_app_role: None):
    assert _current_user() == "kaketsuke_app"


@pytest.mark.parametrize("role", ["kaketsuke_owner", "kaketsuke_app"])
def test_no_role_of_ours_bypasses_row_level_security(role: str):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role])
        assert cursor.fetchone() == (False,)


def test_the_serving_role_owns_no_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = 'kaketsuke_app'")
        assert cursor.fetchone() == (0,)


def test_trigrams_work_on_japanese():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('東京都'))")
        assert cursor.fetchone()[0] > 0
