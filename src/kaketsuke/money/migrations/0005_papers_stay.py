"""Papers, cancellations and refunds: seen as the receipt is, never changed, never more than paid."""

from django.db import migrations

from kaketsuke.database import security

OF_CASE = (security.of_companies(), security.of_cases())
FINAL = """
CREATE TRIGGER money_receiptpaper_final BEFORE UPDATE OR DELETE ON money_receiptpaper
FOR EACH ROW EXECUTE FUNCTION money_keep_row();

CREATE TRIGGER money_cancellation_final BEFORE UPDATE OR DELETE ON money_cancellation
FOR EACH ROW EXECUTE FUNCTION money_keep_row();

CREATE TRIGGER money_refund_final BEFORE UPDATE OR DELETE ON money_refund
FOR EACH ROW EXECUTE FUNCTION money_keep_row();
"""
WHAT_WAS_PAID = """
CREATE FUNCTION money_refuse_other_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_yen IS DISTINCT FROM (
        SELECT refund_yen FROM money_cancellation
        WHERE id = NEW.cancellation_id AND case_id = NEW.case_id
    ) THEN
        RAISE EXCEPTION 'A refund gives back exactly what was paid.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_refund_is_whole';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER money_refund_is_whole BEFORE INSERT ON money_refund
FOR EACH ROW EXECUTE FUNCTION money_refuse_other_refund();

CREATE FUNCTION money_refuse_other_cancellation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.refund_yen IS DISTINCT FROM (
        SELECT amount_yen FROM money_collection WHERE case_id = NEW.case_id
    ) THEN
        RAISE EXCEPTION 'What is cancelled is what was collected.'
        USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'money_cancellation_is_whole';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER money_cancellation_is_whole BEFORE INSERT ON money_cancellation
FOR EACH ROW EXECUTE FUNCTION money_refuse_other_cancellation();
"""
UNGUARDED = """
DROP TRIGGER money_cancellation_is_whole ON money_cancellation;
DROP FUNCTION money_refuse_other_cancellation();
DROP TRIGGER money_refund_is_whole ON money_refund;
DROP FUNCTION money_refuse_other_refund();
DROP TRIGGER money_refund_final ON money_refund;
DROP TRIGGER money_cancellation_final ON money_cancellation;
DROP TRIGGER money_receiptpaper_final ON money_receiptpaper;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0004_papers_and_refunds")]

    operations = [
        security.RowSecurity("money_receiptpaper", using=OF_CASE),
        security.RowSecurity("money_cancellation", using=OF_CASE),
        security.RowSecurity("money_refund", using=OF_CASE),
        migrations.RunSQL(FINAL + WHAT_WAS_PAID, UNGUARDED),
    ]
