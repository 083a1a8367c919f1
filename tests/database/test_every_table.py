"""No table that names a case or a person is forgotten, whoever adds it."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
NAMES_SOMEBODY = (
    "case_id", "person_id", "attendant_person_id", "request_id", "registration_id",
    "presentation_id", "contact_point_id", "estimate_id", "subject_id", "address_sealed",
)  # fmt: skip
# What stays outside, and why nobody is found by reading it.
OUTSIDE = {
    "accounts_grant": "read before the viewer is known: whose account may act for which id",
    "network_technician": "firms work for many companies; the person's own row is guarded",
    "parties_mandate": "owners and buildings are filtered in queries; the agent's row is guarded",
    "parties_owner": "a natural owner's name lies with the person, whose row is guarded",
}


def _naming_somebody() -> dict[str, bool]:
    """Return whether security is forced on each table with a column that leads to somebody."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT c.relname, c.relrowsecurity AND c.relforcerowsecurity
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname IN ('public', 'keys') AND c.relkind IN ('r', 'p')
              AND (a.attname = ANY(%s) OR a.attname ~ '_(sealed|index)$')
              AND c.relname NOT LIKE 'procrastinate%%'
            """,
            [list(NAMES_SOMEBODY)],
        )
        return dict(cursor.fetchall())


def test_security_is_forced_on_every_table_that_names_a_case_or_a_person() -> None:
    found = _naming_somebody()
    assert "cases_case" in found
    open_ones = {table for table, forced in found.items() if not forced}
    assert open_ones == OUTSIDE.keys() & found.keys()


def test_every_exception_still_exists() -> None:
    assert OUTSIDE.keys() <= _naming_somebody().keys()


def test_the_serving_role_makes_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('kaketsuke_app', 'public', 'CREATE')")
        assert cursor.fetchone() == (False,)
