"""A case and what hangs on it: seen by the company's staff, its technician, and its residents' links.

From here the lower rooms' rows that a technician needs at the door are opened for reading: the
request, who may be there, and how they are reached; for as long as the case is live for them.
"""

from django.db import migrations

from kaketsuke.database import security

MINE = f"SELECT {{}} FROM cases_case c WHERE {security.of_cases('c.id')}"
REQUESTS, DWELLINGS = MINE.format("c.request_id"), MINE.format("c.dwelling_id")
AT_THE_DOOR = f"""
    SELECT unnest(ARRAY[r.requester_person_id, r.attendant_person_id])
    FROM intake_request r WHERE {security.one_of("r.id", REQUESTS)}
    UNION
    SELECT g.person_id
    FROM residents_registration g WHERE {security.one_of("g.dwelling_id", DWELLINGS)}
"""
CHILDREN = ("cases_entry", "cases_leave", "cases_followup")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_tables"),
        ("intake", "0002_security"),
        ("residents", "0002_security"),
        ("people", "0002_security"),
    ]

    operations = [
        security.RowSecurity(
            "cases_case", using=(security.of_companies(), security.of_cases("id"))
        ),
        *(
            security.RowSecurity(table, using=(security.of_companies(), security.of_cases()))
            for table in CHILDREN
        ),
        security.RowSecurity(
            "cases_link",
            using=(
                security.of_companies(),
                security.of_cases(),
                f"token_sha256 = {security.LINK_SHA256}",
            ),
        ),
        security.AlsoReadable(
            "intake_request", "of_case", using=security.one_of("id", REQUESTS)
        ),
        security.AlsoReadable(
            "residents_registration",
            "of_case",
            using=security.one_of("dwelling_id", DWELLINGS),
        ),
        security.AlsoReadable(
            "people_person",
            "at_the_door",
            using=f"{security.IS_TECHNICIAN} AND {security.one_of('id', AT_THE_DOOR)}",
        ),
        security.AlsoReadable(
            "people_contactpoint",
            "at_the_door",
            using=f"{security.IS_TECHNICIAN} AND {security.one_of('person_id', AT_THE_DOOR)}",
        ),
    ]
