"""A consent refers to the version that was presented, and a version consented to never changes."""

from django.db import migrations

SAME_VERSION = """
ALTER TABLE residents_consent ADD CONSTRAINT residents_consent_of_presented_version
FOREIGN KEY (presentation_id, version_id) REFERENCES residents_presentation (id, version_id)
"""

FREEZING = """
CREATE FUNCTION residents_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE terms_version SET frozen = true WHERE id = NEW.version_id AND NOT frozen;
    RETURN NULL;
END $$;

CREATE TRIGGER residents_consent_freezes_version AFTER INSERT ON residents_consent
FOR EACH ROW EXECUTE FUNCTION residents_freeze_version();

CREATE FUNCTION terms_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A version of the terms that was consented to never changes.'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'terms_version_frozen';
END $$;

CREATE TRIGGER terms_version_frozen BEFORE UPDATE OR DELETE ON terms_version
FOR EACH ROW WHEN (OLD.frozen) EXECUTE FUNCTION terms_refuse_frozen();
"""

THAWING = """
DROP TRIGGER terms_version_frozen ON terms_version;
DROP FUNCTION terms_refuse_frozen();
DROP TRIGGER residents_consent_freezes_version ON residents_consent;
DROP FUNCTION residents_freeze_version();
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0002_security"), ("terms", "0001_tables")]

    operations = [
        migrations.RunSQL(
            SAME_VERSION,
            "ALTER TABLE residents_consent DROP CONSTRAINT residents_consent_of_presented_version",
        ),
        migrations.RunSQL(FREEZING, THAWING),
    ]
