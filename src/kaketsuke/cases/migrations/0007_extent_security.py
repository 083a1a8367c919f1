"""The recorded extent of a case: seen by the company's staff and whoever the case is live for."""

from django.db import migrations

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_extents")]

    operations = [
        security.RowSecurity("cases_extent", using=(security.of_companies(), security.of_cases())),
    ]
