"""The ledger of fees is seen by the company's staff alone; what was noted only gets its payment."""

from django.db import migrations

from kaketsuke.database import security

GUARDS = """
CREATE TRIGGER money_payable_deleted BEFORE DELETE ON money_payable
FOR EACH ROW EXECUTE FUNCTION money_keep_row();

CREATE TRIGGER money_payable_final BEFORE UPDATE ON money_payable
FOR EACH ROW WHEN (
    OLD.paid_on IS NOT NULL OR
    (OLD.case_id, OLD.firm_id, OLD.payer_firm_id, OLD.amount_yen, OLD.done_on, OLD.due_on)
    IS DISTINCT FROM
    (NEW.case_id, NEW.firm_id, NEW.payer_firm_id, NEW.amount_yen, NEW.done_on, NEW.due_on)
) EXECUTE FUNCTION money_keep_row();
"""
UNGUARDED = """
DROP TRIGGER money_payable_final ON money_payable;
DROP TRIGGER money_payable_deleted ON money_payable;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0006_ledger_of_fees")]

    operations = [
        security.RowSecurity("money_jobfee", using=security.of_companies()),
        security.RowSecurity("money_payable", using=security.of_companies()),
        migrations.RunSQL(GUARDS, UNGUARDED),
    ]
