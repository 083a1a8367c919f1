"""Plans are seen by the company's staff alone: whom a plan asks later learns it when asked."""

from django.db import migrations

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0006_planned")]

    operations = [security.RowSecurity("dispatch_planned", using=security.of_companies())]
