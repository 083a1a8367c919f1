"""Each row is seen by the company's staff and, where it names one, by the person; nothing changes."""

from django.db import migrations

from kaketsuke.database import security

NUMBERS = "CREATE SEQUENCE privacy_request_number START 101"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_tables")]

    operations = [
        migrations.RunSQL(NUMBERS, "DROP SEQUENCE privacy_request_number"),
        security.RowSecurity(
            "privacy_provision", using=(security.of_companies(), security.of_persons())
        ),
        # Whom a block protects is not told to who is blocked, nor to the next household member.
        security.RowSecurity("privacy_block", using=security.of_companies()),
        security.RowSecurity("privacy_undertaking", using=security.of_companies()),
        security.RowSecurity(
            "privacy_datarequest", using=(security.of_companies(), security.of_persons())
        ),
        security.RowSecurity("privacy_datarequestentry", using=security.of_companies()),
        security.AppendOnly("privacy_provision"),
        security.AppendOnly("privacy_datarequestentry"),
    ]
