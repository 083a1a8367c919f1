"""The record is appended to, never rewritten; a stranger reads none of it."""

from django.db import migrations

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables")]

    operations = [
        security.RowSecurity("audit_entry", using=security.IS_SOMEBODY),
        security.RowSecurity("audit_head", using=security.IS_SOMEBODY),
        security.RowSecurity("audit_access", using=security.IS_SOMEBODY),
        security.AppendOnly("audit_entry"),
        security.AppendOnly("audit_access"),
    ]
