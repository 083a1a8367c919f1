"""Return invoices: seen as the receipt is, never changed, of exactly what was given back."""

from django.db import migrations

from kaketsuke.database import security

GUARDS = """
CREATE TRIGGER money_returninvoice_final BEFORE UPDATE OR DELETE ON money_returninvoice
FOR EACH ROW EXECUTE FUNCTION money_keep_row();

CREATE FUNCTION money_refuse_other_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM money_refund f JOIN money_receipt r ON r.case_id = f.case_id
        WHERE f.id = NEW.refund_id AND r.id = NEW.receipt_id AND r.case_id = NEW.case_id
            AND r.firm_id = NEW.firm_id AND f.amount_yen = NEW.total_yen
            AND (r.subtotal_yen, r.tax_percent, r.tax_yen) =
                (NEW.subtotal_yen, NEW.tax_percent, NEW.tax_yen)
            AND (r.issuer_name, r.issuer_tax_number) = (NEW.issuer_name, NEW.issuer_tax_number)
    ) THEN
        RAISE EXCEPTION 'A return invoice names the sale and what was given back of it.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_return_is_whole';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER money_return_is_whole BEFORE INSERT ON money_returninvoice
FOR EACH ROW EXECUTE FUNCTION money_refuse_other_return();
"""
UNGUARDED = """
DROP TRIGGER money_return_is_whole ON money_returninvoice;
DROP FUNCTION money_refuse_other_return();
DROP TRIGGER money_returninvoice_final ON money_returninvoice;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0008_return_invoices")]

    operations = [
        security.RowSecurity(
            "money_returninvoice", using=(security.of_companies(), security.of_cases())
        ),
        migrations.RunSQL(GUARDS, UNGUARDED),
    ]
