"""A case and what hangs on it: seen by the company's staff, its technician, and its residents' links.

From here the lower rooms' rows that belong to a case are opened for reading to whoever sees it: its
request, and who is registered behind the door. Names come with the assignment (`dispatch`).
"""

from django.db import migrations

from kaketsuke.database import security

MINE = f"SELECT {{}} FROM cases_case c WHERE {security.of_cases('c.id')}"
REQUESTS, DWELLINGS = MINE.format("c.request_id"), MINE.format("c.dwelling_id")
CHILDREN = ("cases_entry", "cases_leave", "cases_followup")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_tables"),
        ("intake", "0002_security"),
        ("residents", "0002_security"),
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
    ]
