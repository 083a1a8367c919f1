"""What the payer agreed to, paid and was given in writing never changes, nor exceeds the agreement."""

from django.db import migrations

FINAL = """
CREATE FUNCTION money_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was written of money never changes.'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_written_final';
END $$;

CREATE TRIGGER money_estimate_final BEFORE UPDATE OR DELETE ON money_estimate
FOR EACH ROW EXECUTE FUNCTION money_keep_row();

CREATE TRIGGER money_approval_final BEFORE UPDATE OR DELETE ON money_approval
FOR EACH ROW EXECUTE FUNCTION money_keep_row();

CREATE TRIGGER money_collection_final BEFORE UPDATE OR DELETE ON money_collection
FOR EACH ROW EXECUTE FUNCTION money_keep_row();

CREATE TRIGGER money_receipt_final BEFORE UPDATE OR DELETE ON money_receipt
FOR EACH ROW EXECUTE FUNCTION money_keep_row();

CREATE TRIGGER money_line_deleted BEFORE DELETE ON money_estimateline
FOR EACH ROW EXECUTE FUNCTION money_keep_row();

-- Of a line only the two moments are added later, and each only once.
CREATE TRIGGER money_line_final BEFORE UPDATE ON money_estimateline
FOR EACH ROW WHEN (
    (OLD.estimate_id, OLD.item_id, OLD.kind, OLD.description, OLD.quantity, OLD.unit_yen)
    IS DISTINCT FROM
    (NEW.estimate_id, NEW.item_id, NEW.kind, NEW.description, NEW.quantity, NEW.unit_yen)
    OR OLD.approved_at IS NOT NULL AND OLD.approved_at IS DISTINCT FROM NEW.approved_at
    OR OLD.begun_at IS NOT NULL AND OLD.begun_at IS DISTINCT FROM NEW.begun_at
) EXECUTE FUNCTION money_keep_row();
"""

WITHIN_AGREEMENT = """
CREATE FUNCTION money_refuse_line_unapproved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.approved_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM money_approval WHERE estimate_id = NEW.estimate_id AND approved
    ) THEN
        RAISE EXCEPTION 'The payer did not approve this estimate.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_line_approved';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER money_line_approved BEFORE INSERT OR UPDATE ON money_estimateline
FOR EACH ROW EXECUTE FUNCTION money_refuse_line_unapproved();

CREATE FUNCTION money_refuse_receipt_above() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.total_yen > coalesce((
        SELECT e.total_yen FROM money_estimate e
        JOIN money_approval a ON a.estimate_id = e.id AND a.approved
        WHERE e.id = NEW.estimate_id AND e.case_id = NEW.case_id
    ), 0) THEN
        RAISE EXCEPTION 'A receipt never exceeds the approved estimate.'
        USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'money_receipt_within_approval';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER money_receipt_within_approval BEFORE INSERT ON money_receipt
FOR EACH ROW EXECUTE FUNCTION money_refuse_receipt_above();
"""

UNGUARDED = """
DROP TRIGGER money_receipt_within_approval ON money_receipt;
DROP FUNCTION money_refuse_receipt_above();
DROP TRIGGER money_line_approved ON money_estimateline;
DROP FUNCTION money_refuse_line_unapproved();
DROP TRIGGER money_line_final ON money_estimateline;
DROP TRIGGER money_line_deleted ON money_estimateline;
DROP TRIGGER money_receipt_final ON money_receipt;
DROP TRIGGER money_collection_final ON money_collection;
DROP TRIGGER money_approval_final ON money_approval;
DROP TRIGGER money_estimate_final ON money_estimate;
DROP FUNCTION money_keep_row();
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0002_security")]

    operations = [migrations.RunSQL(FINAL + WITHIN_AGREEMENT, UNGUARDED)]
