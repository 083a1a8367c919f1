"""Whoever holds a case's link sees the face of those who are bound to it, and of nobody else."""

from django.db import migrations

from kaketsuke.database import security

BOUND = f"""
    SELECT a.technician_id FROM dispatch_assignment a
    WHERE {security.of_cases("a.case_id")} AND a.released_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0009_second_sees_no_names"),
        ("network", "0006_portrait_security"),
    ]

    operations = [
        security.AlsoReadable(
            "network_portrait", "at_the_door", using=security.one_of("technician_id", BOUND)
        ),
    ]
