"""What was answered stays answered; nobody is bound to a case that has ended."""

from django.db import migrations

ANSWERS_ARE_FINAL = """
CREATE FUNCTION dispatch_keep_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An answered offer never changes.'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dispatch_offer_answer_final';
END $$;

CREATE TRIGGER dispatch_offer_answer_final BEFORE UPDATE OR DELETE ON dispatch_offer
FOR EACH ROW WHEN (OLD.answer IS NOT NULL) EXECUTE FUNCTION dispatch_keep_answer();
"""

ONLY_LIVE_CASES = """
CREATE FUNCTION dispatch_only_live_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_case WHERE id = NEW.case_id AND ended_at IS NOT NULL) THEN
        RAISE EXCEPTION 'The case has ended.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dispatch_only_live_case';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER dispatch_assignment_live_case BEFORE INSERT ON dispatch_assignment
FOR EACH ROW EXECUTE FUNCTION dispatch_only_live_case();

CREATE TRIGGER dispatch_offer_live_case BEFORE INSERT ON dispatch_offer
FOR EACH ROW EXECUTE FUNCTION dispatch_only_live_case();
"""

UNGUARDED = """
DROP TRIGGER dispatch_offer_live_case ON dispatch_offer;
DROP TRIGGER dispatch_assignment_live_case ON dispatch_assignment;
DROP FUNCTION dispatch_only_live_case();
DROP TRIGGER dispatch_offer_answer_final ON dispatch_offer;
DROP FUNCTION dispatch_keep_answer();
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_security")]

    operations = [migrations.RunSQL(ANSWERS_ARE_FINAL + ONLY_LIVE_CASES, UNGUARDED)]
