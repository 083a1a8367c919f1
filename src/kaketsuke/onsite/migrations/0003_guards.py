"""No work without passed checks or a leave (A1.2); what was checked at the door never changes."""

from django.db import migrations

NO_WORK_WITHOUT_CHECKS = """
CREATE FUNCTION onsite_refuse_unchecked_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_case
        WHERE id = NEW.case_id AND (checks_passed_at IS NOT NULL OR leave_id IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'Work needs passed checks or a leave.'
        USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'onsite_no_work_without_checks_or_leave';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER onsite_span_after_checks BEFORE INSERT ON onsite_workspan
FOR EACH ROW EXECUTE FUNCTION onsite_refuse_unchecked_work();

CREATE TRIGGER onsite_opening_after_checks BEFORE INSERT ON onsite_opening
FOR EACH ROW EXECUTE FUNCTION onsite_refuse_unchecked_work();
"""

CHECKS_ARE_FINAL = """
CREATE FUNCTION onsite_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was recorded at the door never changes.'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'onsite_recorded_final';
END $$;

CREATE TRIGGER onsite_check_final BEFORE UPDATE OR DELETE ON onsite_check
FOR EACH ROW EXECUTE FUNCTION onsite_keep_row();

CREATE TRIGGER onsite_opening_final BEFORE UPDATE OR DELETE ON onsite_opening
FOR EACH ROW EXECUTE FUNCTION onsite_keep_row();

CREATE TRIGGER onsite_ended_span_final BEFORE UPDATE OR DELETE ON onsite_workspan
FOR EACH ROW WHEN (NOT upper_inf(OLD.during)) EXECUTE FUNCTION onsite_keep_row();
"""

UNGUARDED = """
DROP TRIGGER onsite_ended_span_final ON onsite_workspan;
DROP TRIGGER onsite_opening_final ON onsite_opening;
DROP TRIGGER onsite_check_final ON onsite_check;
DROP FUNCTION onsite_keep_row();
DROP TRIGGER onsite_opening_after_checks ON onsite_opening;
DROP TRIGGER onsite_span_after_checks ON onsite_workspan;
DROP FUNCTION onsite_refuse_unchecked_work();
"""


class Migration(migrations.Migration):
    dependencies = [("onsite", "0002_security")]

    operations = [migrations.RunSQL(NO_WORK_WITHOUT_CHECKS + CHECKS_ARE_FINAL, UNGUARDED)]
