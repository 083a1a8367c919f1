"""A second technician helps and checks nobody: names at the door are read by the lead alone."""

from django.db import migrations

from kaketsuke.database import security

BOUND = f"""
    SELECT {{}} FROM cases_case c JOIN dispatch_assignment a ON a.case_id = c.id
    WHERE {security.of_cases("c.id")} AND {security.of_technician("a.technician_id")}
    AND a.released_at IS NULL
"""
ANYBODY, LEAD = BOUND, BOUND + " AND a.role = 'lead'"


def at_the_door(bound: str) -> str:
    requests, dwellings = bound.format("c.request_id"), bound.format("c.dwelling_id")
    return f"""
        SELECT unnest(ARRAY[r.requester_person_id, r.attendant_person_id])
        FROM intake_request r WHERE {security.one_of("r.id", requests)}
        UNION
        SELECT g.person_id
        FROM residents_registration g WHERE {security.one_of("g.dwelling_id", dwellings)}
    """


def readable(bound: str) -> str:
    people = at_the_door(bound)
    return f"""
        ALTER POLICY people_person_at_the_door ON people_person
        USING ({security.one_of("id", people)});
        ALTER POLICY people_contactpoint_at_the_door ON people_contactpoint
        USING ({security.one_of("person_id", people)});
    """


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0008_one_second")]

    operations = [migrations.RunSQL(readable(LEAD), readable(ANYBODY))]
