"""What happened at the door: the company's staff and whoever the case is live for."""

from django.db import migrations

from kaketsuke.database import security

VIEWERS = (security.of_companies(), security.of_cases())


class Migration(migrations.Migration):
    dependencies = [("onsite", "0001_tables"), ("cases", "0002_security")]

    operations = [
        security.RowSecurity("onsite_check", using=VIEWERS),
        security.RowSecurity("onsite_workspan", using=VIEWERS),
        security.RowSecurity("onsite_opening", using=VIEWERS),
    ]
