"""A portrait is seen by companies' staff, by the technician, and by the desks of the own firm and above.

The room above adds who sees it for as long as the technician is bound to their case.
"""

from django.db import migrations

from kaketsuke.database import security

OWN = f"""
    SELECT t.id FROM network_technician t
    JOIN network_firm f ON f.id = t.firm_id
    JOIN network_firm mine ON f.path <@ mine.path
    WHERE mine.id = ANY({security.FIRMS})
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0005_portraits"), ("people", "0002_security")]

    operations = [
        security.RowSecurity(
            "network_portrait",
            using=(
                security.IS_STAFF,
                security.of_technician(),
                security.one_of("technician_id", OWN),
            ),
        ),
    ]
