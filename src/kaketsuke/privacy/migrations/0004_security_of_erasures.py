"""Corrections are seen by the person too; holds and erasures by the company's staff only."""

from django.db import migrations

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_corrections_holds_erasures")]

    operations = [
        security.RowSecurity(
            "privacy_correction", using=(security.of_companies(), security.of_persons())
        ),
        security.RowSecurity("privacy_hold", using=security.of_companies()),
        security.RowSecurity("privacy_erased", using=security.of_companies()),
        security.AppendOnly("privacy_erased"),
    ]
