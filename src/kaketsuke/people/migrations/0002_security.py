"""Keys move to a schema of their own; persons and contact points are seen by whoever serves them."""

from django.db import migrations

from kaketsuke.database import security

# Technicians work for several companies and belong to none.
OF_NO_COMPANY = f"company_id IS NULL AND ({security.IS_STAFF} OR {security.ON_A_CASE})"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables")]

    operations = [
        migrations.RunSQL(
            """
            CREATE SCHEMA IF NOT EXISTS keys;
            ALTER TABLE public.people_subjectkey SET SCHEMA keys;
            DO $$ BEGIN
                IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kaketsuke_app') THEN
                    GRANT USAGE ON SCHEMA keys TO kaketsuke_app;
                END IF;
            END $$;
            """,
            "ALTER TABLE keys.people_subjectkey SET SCHEMA public; DROP SCHEMA keys;",
        ),
        # A key opens nothing without the master key; which subjects exist is still nobody's business.
        security.RowSecurity("people_subjectkey", using=security.IS_SOMEBODY),
        security.RowSecurity(
            "people_person",
            using=(security.of_companies(), security.of_persons("id"), f"({OF_NO_COMPANY})"),
        ),
        security.RowSecurity(
            "people_contactpoint",
            using=(security.of_companies(), security.of_persons(), f"({OF_NO_COMPANY})"),
        ),
    ]
