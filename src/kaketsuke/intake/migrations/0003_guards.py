"""What the database itself refuses of a request."""

from django.db import migrations

ENDED_STAYS = """
CREATE FUNCTION intake_request_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a request is never deleted' USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'intake_request_never_deleted';
    END IF;
    IF OLD.state IN ('accepted', 'declined', 'solved', 'joined', 'abandoned')
       AND (NEW.state, NEW.facts, NEW.answer, NEW.terms_version_id, NEW.dwelling_id,
            NEW.attendant_person_id, NEW.attendant_owner_id, NEW.decided_by_id)
           IS DISTINCT FROM
           (OLD.state, OLD.facts, OLD.answer, OLD.terms_version_id, OLD.dwelling_id,
            OLD.attendant_person_id, OLD.attendant_owner_id, OLD.decided_by_id) THEN
        RAISE EXCEPTION 'a decided request stays as it was decided'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'intake_request_end_is_final';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_request_guard BEFORE UPDATE OR DELETE ON intake_request
    FOR EACH ROW EXECUTE FUNCTION intake_request_guard();
"""

ENTRIES_STAY = """
CREATE FUNCTION intake_requestentry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of a request is only appended to'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'intake_entry_append_only';
END $$;
CREATE TRIGGER intake_requestentry_guard BEFORE UPDATE OR DELETE ON intake_requestentry
    FOR EACH ROW EXECUTE FUNCTION intake_requestentry_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_security")]

    operations = [
        migrations.RunSQL(
            ENDED_STAYS,
            "DROP TRIGGER intake_request_guard ON intake_request;"
            " DROP FUNCTION intake_request_guard()",
        ),
        migrations.RunSQL(
            ENTRIES_STAY,
            "DROP TRIGGER intake_requestentry_guard ON intake_requestentry;"
            " DROP FUNCTION intake_requestentry_guard()",
        ),
    ]
