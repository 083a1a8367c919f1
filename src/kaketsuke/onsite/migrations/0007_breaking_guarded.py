"""Who sees what is kept of breaking, call-backs and photos; no lock is broken without agreement."""

from django.db import migrations

from kaketsuke.database import security

VIEWERS = (security.of_companies(), security.of_cases())

NO_BREAKING_WITHOUT_AGREEMENT = """
CREATE FUNCTION onsite_refuse_unagreed_breaking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.method = 'destructive' AND NOT EXISTS (
        SELECT FROM onsite_breakingagreement WHERE case_id = NEW.case_id
    ) THEN
        RAISE EXCEPTION 'Breaking a lock needs the agreement of whoever attends.'
        USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'onsite_no_breaking_without_agreement';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER onsite_opening_agreed BEFORE INSERT ON onsite_opening
FOR EACH ROW EXECUTE FUNCTION onsite_refuse_unagreed_breaking();

CREATE TRIGGER onsite_agreement_final BEFORE UPDATE OR DELETE ON onsite_breakingagreement
FOR EACH ROW EXECUTE FUNCTION onsite_keep_row();

CREATE TRIGGER onsite_approval_final BEFORE UPDATE OR DELETE ON onsite_breakingapproval
FOR EACH ROW EXECUTE FUNCTION onsite_keep_row();
"""

UNGUARDED = """
DROP TRIGGER onsite_approval_final ON onsite_breakingapproval;
DROP TRIGGER onsite_agreement_final ON onsite_breakingagreement;
DROP TRIGGER onsite_opening_agreed ON onsite_opening;
DROP FUNCTION onsite_refuse_unagreed_breaking();
"""


class Migration(migrations.Migration):
    dependencies = [("onsite", "0006_breaking_call_backs_photos")]

    operations = [
        security.RowSecurity("onsite_callback", using=VIEWERS),
        security.RowSecurity("onsite_breakingapproval", using=VIEWERS),
        security.RowSecurity("onsite_breakingagreement", using=VIEWERS),
        security.RowSecurity("onsite_photo", using=VIEWERS),
        migrations.RunSQL(NO_BREAKING_WITHOUT_AGREEMENT, UNGUARDED),
    ]
