"""A former name is seen by whoever may see the person."""

from django.db import migrations

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("people", "0003_former_name")]

    operations = [
        security.RowSecurity(
            "people_formername", using=(security.of_companies(), security.of_persons())
        ),
    ]
