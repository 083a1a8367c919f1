"""Offers and assignments: the company's staff, the technician asked, and the case's residents."""

from django.db import migrations

from kaketsuke.database import security

VIEWERS = (security.of_companies(), security.of_cases(), security.of_technician())


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_tables"), ("cases", "0002_security")]

    operations = [
        security.RowSecurity("dispatch_offer", using=VIEWERS),
        security.RowSecurity("dispatch_assignment", using=VIEWERS),
    ]
