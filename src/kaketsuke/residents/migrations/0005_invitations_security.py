"""Invitations are the company's; one-time codes and attempts are read by the product alone."""

from django.db import migrations

from kaketsuke.database import security

NOBODY = "false"


class Migration(migrations.Migration):
    dependencies = [("residents", "0004_invitations")]

    operations = [
        security.RowSecurity("residents_invitation", using=security.of_companies()),
        security.RowSecurity("residents_onetimecode", using=NOBODY),
        security.RowSecurity("residents_attempt", using=NOBODY),
    ]
