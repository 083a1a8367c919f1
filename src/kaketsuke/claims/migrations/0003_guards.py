"""Numbers for people, and what the database itself refuses of a complaint."""

from django.db import migrations

NUMBERS = "CREATE SEQUENCE claims_complaint_number START 101"

ENDED_STAYS = """
CREATE FUNCTION claims_complaint_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a complaint is never deleted' USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'claims_complaint_never_deleted';
    END IF;
    IF OLD.state IN ('closed', 'withdrawn') AND NEW.state IS DISTINCT FROM OLD.state THEN
        RAISE EXCEPTION 'an ended complaint stays ended' USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'claims_complaint_end_is_final';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_complaint_guard BEFORE UPDATE OR DELETE ON claims_complaint
    FOR EACH ROW EXECUTE FUNCTION claims_complaint_guard();
"""

ENTRIES_STAY = """
CREATE FUNCTION claims_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the steps of a complaint or claim are only appended to'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'claims_entry_append_only';
END $$;
CREATE TRIGGER claims_entry_guard BEFORE UPDATE OR DELETE ON claims_entry
    FOR EACH ROW EXECUTE FUNCTION claims_entry_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_security")]

    operations = [
        migrations.RunSQL(NUMBERS, "DROP SEQUENCE claims_complaint_number"),
        migrations.RunSQL(
            ENDED_STAYS,
            "DROP TRIGGER claims_complaint_guard ON claims_complaint;"
            " DROP FUNCTION claims_complaint_guard()",
        ),
        migrations.RunSQL(
            ENTRIES_STAY,
            "DROP TRIGGER claims_entry_guard ON claims_entry; DROP FUNCTION claims_entry_guard()",
        ),
    ]
