"""Nobody pays more than was agreed and listed, whatever writes it: a line, a version, the money."""

from django.db import migrations

# A line is of the item that it names: its kind, and no dearer. What an item costs never changes; a
# new price is a new row.
LISTED = """
CREATE FUNCTION money_refuse_line_unlisted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM money_priceitem
        WHERE id = NEW.item_id AND kind = NEW.kind AND max_unit_yen >= NEW.unit_yen
    ) THEN
        RAISE EXCEPTION 'A line is no dearer than the price list.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_line_within_list';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER money_line_within_list BEFORE INSERT ON money_estimateline
FOR EACH ROW EXECUTE FUNCTION money_refuse_line_unlisted();

CREATE TRIGGER money_price_item_final BEFORE UPDATE ON money_priceitem
FOR EACH ROW WHEN (
    (OLD.company_id, OLD.code, OLD.kind, OLD.unit, OLD.max_unit_yen)
    IS DISTINCT FROM
    (NEW.company_id, NEW.code, NEW.kind, NEW.unit, NEW.max_unit_yen)
    OR NOT isempty(NEW.valid) AND lower(OLD.valid) IS DISTINCT FROM lower(NEW.valid)
) EXECUTE FUNCTION money_keep_row();
"""

# Read at the end of the transaction, when every line of the version stands.
LINES_MAKE_THE_VERSION = """
CREATE FUNCTION money_refuse_other_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT subtotal_yen FROM money_estimate WHERE id = NEW.estimate_id) IS DISTINCT FROM
       (SELECT sum(quantity * unit_yen) FROM money_estimateline
        WHERE estimate_id = NEW.estimate_id) THEN
        RAISE EXCEPTION 'A version of the estimate is the sum of its lines.'
        USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'money_version_is_its_lines';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER money_version_is_its_lines AFTER INSERT ON money_estimateline
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION money_refuse_other_sum();
"""

# What is taken, and what is receipted, is no more than the case holds as agreed: offered anew, a
# case holds nothing, whatever was approved with somebody else before.
TAKEN = """
CREATE FUNCTION money_refuse_above_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) ->> TG_ARGV[0])::bigint > coalesce(
        (SELECT approved_total_yen FROM cases_case WHERE id = NEW.case_id), 0
    ) THEN
        RAISE EXCEPTION 'Nobody pays more than is agreed on the case.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_within_agreement';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER money_collection_within_case BEFORE INSERT ON money_collection
FOR EACH ROW EXECUTE FUNCTION money_refuse_above_case('amount_yen');

CREATE TRIGGER money_receipt_within_case BEFORE INSERT ON money_receipt
FOR EACH ROW EXECUTE FUNCTION money_refuse_above_case('total_yen');
"""

UNGUARDED = """
DROP TRIGGER money_receipt_within_case ON money_receipt;
DROP TRIGGER money_collection_within_case ON money_collection;
DROP FUNCTION money_refuse_above_case();
DROP TRIGGER money_version_is_its_lines ON money_estimateline;
DROP FUNCTION money_refuse_other_sum();
DROP TRIGGER money_price_item_final ON money_priceitem;
DROP TRIGGER money_line_within_list ON money_estimateline;
DROP FUNCTION money_refuse_line_unlisted();
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0010_books_at_size"), ("cases", "0003_guards")]

    operations = [
        migrations.RunSQL(LISTED + LINES_MAKE_THE_VERSION + TAKEN, UNGUARDED),
    ]
