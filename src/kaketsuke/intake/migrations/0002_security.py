"""Calls and requests are seen by the company's staff; whoever works on a case sees its request."""

from django.db import migrations

from kaketsuke.database import security

# A call rings before anybody knows whose it is.
OF_NO_COMPANY_YET = f"(company_id IS NULL AND {security.IS_STAFF})"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_tables")]

    operations = [
        security.RowSecurity("intake_call", using=(security.of_companies(), OF_NO_COMPANY_YET)),
        security.RowSecurity("intake_request", using=security.of_companies()),
        security.RowSecurity("intake_requestentry", using=security.of_companies()),
        security.RowSecurity("intake_flag", using=security.of_companies()),
    ]
