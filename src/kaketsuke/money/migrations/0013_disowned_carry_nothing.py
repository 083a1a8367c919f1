"""An approval that the payer disowned is seen as the approval is, stays, and carries no receipt."""

from django.db import migrations

from kaketsuke.database import security

OF_ESTIMATE = security.one_of(
    "estimate_id", f"SELECT e.id FROM money_estimate e WHERE {security.of_cases('e.case_id')}"
)
FINAL = """
CREATE TRIGGER money_disowned_final BEFORE UPDATE OR DELETE ON money_disownedapproval
FOR EACH ROW EXECUTE FUNCTION money_keep_row();
"""
NO_RECEIPT = """
CREATE FUNCTION money_refuse_disowned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM money_disownedapproval WHERE estimate_id = NEW.estimate_id) THEN
        RAISE EXCEPTION 'The payer disowned the approval of this estimate.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_not_disowned';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER money_receipt_not_disowned BEFORE INSERT ON money_receipt
FOR EACH ROW EXECUTE FUNCTION money_refuse_disowned();
"""
UNGUARDED = """
DROP TRIGGER money_receipt_not_disowned ON money_receipt;
DROP FUNCTION money_refuse_disowned();
DROP TRIGGER money_disowned_final ON money_disownedapproval;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0012_disowned_approvals")]

    operations = [
        security.RowSecurity(
            "money_disownedapproval", using=(security.of_companies(), OF_ESTIMATE)
        ),
        migrations.RunSQL(FINAL + NO_RECEIPT, UNGUARDED),
    ]
