"""Complaints and their steps are seen by the company's staff.

Whoever complained reads by a signed address, for which the product itself looks.
"""

from django.db import migrations

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_tables")]

    operations = [
        security.RowSecurity("claims_complaint", using=security.of_companies()),
        security.RowSecurity("claims_entry", using=security.of_companies()),
    ]
