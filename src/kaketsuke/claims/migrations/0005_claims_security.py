"""Damage claims: numbers, who sees them, and what the database itself refuses of them."""

from django.db import migrations

from kaketsuke.database import security

TABLES = (
    "claims_claimentry",
    "claims_claim", "claims_evidence", "claims_decision", "claims_letter", "claims_payment",
    "claims_recourse", "claims_creditorchange",
)  # fmt: skip
WRITTEN_ONCE = (
    "claims_claimentry",
    "claims_evidence", "claims_letter", "claims_payment", "claims_recourse",
    "claims_creditorchange",
)  # fmt: skip

NUMBERS = "CREATE SEQUENCE claims_claim_number START 101"

GUARDS = """
CREATE FUNCTION claims_claim_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a claim is never deleted' USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'claims_claim_never_deleted';
    END IF;
    IF OLD.state IN ('closed', 'withdrawn') AND NEW.state IS DISTINCT FROM OLD.state THEN
        RAISE EXCEPTION 'an ended claim stays ended' USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'claims_claim_end_is_final';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_claim_guard BEFORE UPDATE OR DELETE ON claims_claim
    FOR EACH ROW EXECUTE FUNCTION claims_claim_guard();

CREATE FUNCTION claims_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was kept, sent or paid of a claim never changes'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'claims_written_once';
END $$;

-- Of a decision only the second person and the legal review are added later, and each only once.
CREATE FUNCTION claims_decision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - ARRAY['seconded_by_id', 'seconded_at', 'legal_reviewed_by_id',
                                 'legal_reviewed_at'])
          IS DISTINCT FROM
          (to_jsonb(NEW) - ARRAY['seconded_by_id', 'seconded_at', 'legal_reviewed_by_id',
                                 'legal_reviewed_at'])
       OR OLD.seconded_at IS NOT NULL AND NEW.seconded_at IS DISTINCT FROM OLD.seconded_at
    THEN
        RAISE EXCEPTION 'a decision never changes; a new version is made'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'claims_decision_final';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_decision_guard BEFORE UPDATE OR DELETE ON claims_decision
    FOR EACH ROW EXECUTE FUNCTION claims_decision_guard();

-- Money leaves only for a decision that holds, and never more than it says.
CREATE FUNCTION claims_payment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM claims_decision d
        WHERE d.id = NEW.decision_id AND d.claim_id = NEW.claim_id
          AND (NOT d.needs_second OR d.seconded_at IS NOT NULL)
          AND (NOT d.needs_legal_review OR d.legal_reviewed_at IS NOT NULL)
          AND NEW.amount_yen + coalesce((
              SELECT sum(p.amount_yen) FROM claims_payment p WHERE p.claim_id = NEW.claim_id
          ), 0) <= d.payable_yen
    ) THEN
        RAISE EXCEPTION 'a payment needs a decision that holds and never exceeds it'
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'claims_payment_within_decision';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_payment_guard BEFORE INSERT ON claims_payment
    FOR EACH ROW EXECUTE FUNCTION claims_payment_guard();
""" + "".join(
    f"CREATE TRIGGER {table}_once BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION claims_written_once();\n"
    for table in WRITTEN_ONCE
)
UNGUARDED = (
    "".join(f"DROP TRIGGER {table}_once ON {table};\n" for table in WRITTEN_ONCE)
    + """
DROP TRIGGER claims_payment_guard ON claims_payment;
DROP FUNCTION claims_payment_guard();
DROP TRIGGER claims_decision_guard ON claims_decision;
DROP FUNCTION claims_decision_guard();
DROP FUNCTION claims_written_once();
DROP TRIGGER claims_claim_guard ON claims_claim;
DROP FUNCTION claims_claim_guard();
"""
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_damage_claims")]

    operations = [
        migrations.RunSQL(NUMBERS, "DROP SEQUENCE claims_claim_number"),
        *(security.RowSecurity(table, using=security.of_companies()) for table in TABLES),
        migrations.RunSQL(GUARDS, UNGUARDED),
    ]
