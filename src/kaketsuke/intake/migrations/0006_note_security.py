"""What was noted of a record is seen where the record is seen: by the company's staff alone."""

from django.db import migrations

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_conduct")]

    operations = [security.RowSecurity("intake_flagnote", using=security.of_companies())]
