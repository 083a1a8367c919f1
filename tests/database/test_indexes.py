"""No index repeats another one: each costs every write."""

import uuid

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# A plain index of the very columns of another one, which is plain or unique.
TWICE = """
SELECT one.indexrelid::regclass::text, other.indexrelid::regclass::text
FROM pg_index AS one
JOIN pg_index AS other ON one.indrelid = other.indrelid AND one.indexrelid <> other.indexrelid
JOIN pg_class AS relation ON relation.oid = one.indexrelid
JOIN pg_class AS another ON another.oid = other.indexrelid AND another.relam = relation.relam
WHERE relation.relnamespace = current_schema()::regnamespace
  AND NOT one.indisunique
  AND one.indpred IS NULL AND other.indpred IS NULL
  AND one.indexprs IS NULL AND other.indexprs IS NULL
  AND one.indkey::text = other.indkey::text
  AND one.indclass::text = other.indclass::text
"""


def test_no_index_stands_twice():
    with connection.cursor() as cursor:
        cursor.execute(TWICE)
        assert cursor.fetchall() == []
        cursor.execute("CREATE INDEX one_too_many ON parties_dwelling (building_id, room)")
        cursor.execute(TWICE)
        assert cursor.fetchall() == [("one_too_many", "parties_dwelling_room_once")]


@pytest.mark.parametrize(
    ("table", "column", "served_by"),
    [
        ("residents_invitation", "dwelling_id", "residents_invitation_line_once"),
        ("parties_dwelling", "building_id", "parties_dwelling_room_once"),
    ],
)
def test_the_longer_index_serves_the_shorter_question(table: str, column: str, served_by: str):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT 1 FROM {table} WHERE {column} = %s", [uuid.uuid4()])  # noqa: S608 - from the list above
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert served_by in plan
    assert f"Index Cond: ({column} = " in plan
