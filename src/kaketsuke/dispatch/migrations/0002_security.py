"""Offers and assignments: the company's staff, the technician asked, and the case's residents.

Who may be at the door, and how they are reached, is read by the technician bound to the case. Who
is only asked sees the place and the cause: a name comes with the assignment.
"""

from django.db import migrations

from kaketsuke.database import security

VIEWERS = (security.of_companies(), security.of_cases(), security.of_technician())
BOUND = f"""
    SELECT {{}} FROM cases_case c JOIN dispatch_assignment a ON a.case_id = c.id
    WHERE {security.of_cases("c.id")} AND {security.of_technician("a.technician_id")}
    AND a.released_at IS NULL
"""
REQUESTS, DWELLINGS = BOUND.format("c.request_id"), BOUND.format("c.dwelling_id")
AT_THE_DOOR = f"""
    SELECT unnest(ARRAY[r.requester_person_id, r.attendant_person_id])
    FROM intake_request r WHERE {security.one_of("r.id", REQUESTS)}
    UNION
    SELECT g.person_id
    FROM residents_registration g WHERE {security.one_of("g.dwelling_id", DWELLINGS)}
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0001_tables"),
        ("cases", "0002_security"),
        ("people", "0002_security"),
    ]

    operations = [
        security.RowSecurity("dispatch_offer", using=VIEWERS),
        security.RowSecurity("dispatch_assignment", using=VIEWERS),
        security.AlsoReadable(
            "people_person", "at_the_door", using=security.one_of("id", AT_THE_DOOR)
        ),
        security.AlsoReadable(
            "people_contactpoint", "at_the_door", using=security.one_of("person_id", AT_THE_DOOR)
        ),
    ]
