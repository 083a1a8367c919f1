"""What the database itself refuses of a case, and how the live pages learn of a new entry."""

from django.db import migrations

NUMBERS = "CREATE SEQUENCE cases_number START 2201"

# An end is an end: only the counter of late entries and the sign for a human still move.
ENDED_STAYS = """
CREATE FUNCTION cases_case_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a case is never deleted' USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'cases_never_deleted';
    END IF;
    IF OLD.state IN ('closed', 'cancelled')
       AND (to_jsonb(NEW) - 'last_seq' - 'human_needed' - 'note_sealed'
            - 'temporary_number_sealed')
           IS DISTINCT FROM
           (to_jsonb(OLD) - 'last_seq' - 'human_needed' - 'note_sealed'
            - 'temporary_number_sealed') THEN
        RAISE EXCEPTION 'an ended case stays as it ended' USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'cases_end_is_final';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_case_guard BEFORE UPDATE OR DELETE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_case_guard();
"""

ENTRIES_STAY = """
CREATE FUNCTION cases_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the timeline is only appended to' USING ERRCODE = 'restrict_violation',
        CONSTRAINT = 'cases_entry_append_only';
END $$;
CREATE TRIGGER cases_entry_guard BEFORE UPDATE OR DELETE ON cases_entry
    FOR EACH ROW EXECUTE FUNCTION cases_entry_guard();
"""

# Ids only: whoever listens reads the rows with their own rights.
TELL_LIVE_PAGES = """
CREATE FUNCTION cases_entry_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kaketsuke_timeline', NEW.company_id || ':' || NEW.case_id || ':' || NEW.seq);
    RETURN NULL;
END $$;
CREATE TRIGGER cases_entry_told AFTER INSERT ON cases_entry
    FOR EACH ROW EXECUTE FUNCTION cases_entry_told();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_security")]

    operations = [
        migrations.RunSQL(NUMBERS, "DROP SEQUENCE cases_number"),
        migrations.RunSQL(
            ENDED_STAYS,
            "DROP TRIGGER cases_case_guard ON cases_case; DROP FUNCTION cases_case_guard()",
        ),
        migrations.RunSQL(
            ENTRIES_STAY,
            "DROP TRIGGER cases_entry_guard ON cases_entry; DROP FUNCTION cases_entry_guard()",
        ),
        migrations.RunSQL(
            TELL_LIVE_PAGES,
            "DROP TRIGGER cases_entry_told ON cases_entry; DROP FUNCTION cases_entry_told()",
        ),
    ]
