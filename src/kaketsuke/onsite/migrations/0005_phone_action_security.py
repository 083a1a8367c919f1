"""What a phone sent is seen by staff, by who holds the case, and by its technician afterwards."""

from django.db import migrations

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("onsite", "0004_phone_actions")]

    operations = [
        security.RowSecurity(
            "onsite_phoneaction",
            using=(security.of_companies(), security.of_cases(), security.of_technician()),
        ),
    ]
