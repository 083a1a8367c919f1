"""An item stands on a price list once: neither its code nor its name comes twice, however written.

Only what is written from now on is held to it, so that it runs on every list there is; the same
code was never in force twice.
"""

from django.db import migrations

ONCE = """
CREATE FUNCTION money_folded(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(regexp_replace(normalize($1, NFKC), '\\s', '', 'g'))
$$;

CREATE FUNCTION money_refuse_item_twice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM money_priceitem
        WHERE company_id = NEW.company_id AND valid && NEW.valid AND id <> NEW.id
            AND (money_folded(code) = money_folded(NEW.code)
                 OR money_folded(name) = money_folded(NEW.name))
    ) THEN
        RAISE EXCEPTION 'An item stands on a price list once.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_price_item_once';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER money_price_item_once BEFORE INSERT ON money_priceitem
FOR EACH ROW EXECUTE FUNCTION money_refuse_item_twice();
"""
TWICE = """
DROP TRIGGER money_price_item_once ON money_priceitem;
DROP FUNCTION money_refuse_item_twice();
DROP FUNCTION money_folded(text);
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0013_disowned_carry_nothing")]

    operations = [migrations.RunSQL(ONCE, TWICE)]
