"""A policy may ask other tables; what it asks must not be planned again for every question."""

import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM

pytestmark = pytest.mark.django_db
MOST_PARTS = 20


@pytest.mark.parametrize("table", ["people_person", "people_contactpoint"])
def test_a_question_about_a_person_is_planned_in_few_parts(table: str):
    context.set_viewer(THE_SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN SELECT * FROM {table} WHERE id = gen_random_uuid()")  # noqa: S608 - from the list above
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("InitPlan ") <= MOST_PARTS, plan
