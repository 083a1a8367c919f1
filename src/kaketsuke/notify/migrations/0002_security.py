"""Messages are seen by the company's staff and written by whoever works on the case."""

from django.db import migrations

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_tables")]

    operations = [
        security.RowSecurity(
            "notify_message", using=(security.of_companies(), security.of_cases("subject_id"))
        ),
    ]
