"""Incidents, looks and processors are seen by the company's staff; runs by the product alone."""

from django.db import migrations

from kaketsuke.database import security

OF_COMPANY = ("incident", "affected", "breakglass", "alert", "processor")


class Migration(migrations.Migration):
    dependencies = [("privacy", "0005_retention_incidents_looks_processors")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE privacy_incident_number START 11",
            "DROP SEQUENCE privacy_incident_number",
        ),
        *(
            security.RowSecurity(f"privacy_{table}", using=security.of_companies())
            for table in OF_COMPANY
        ),
        # Counts only: whoever sees to the clocks sees how the last run went.
        security.RowSecurity("privacy_retentionrun", using=security.IS_STAFF),
    ]
