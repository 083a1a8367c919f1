"""Who asked, who took the call and what was said stay as they stood when the request was decided.

Who pays hangs on the first, and the second is never the supervisor of the same case.
"""

from django.db import migrations

# The operator is recorded with the first word and stays from then on; the company is that of the
# building, once it is known.
STAYS = """
CREATE OR REPLACE FUNCTION intake_request_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a request is never deleted' USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'intake_request_never_deleted';
    END IF;
    IF NEW.operator_id IS DISTINCT FROM OLD.operator_id THEN
        RAISE EXCEPTION 'who took a request stays on record'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'intake_request_taker_stays';
    END IF;
    IF OLD.state IN ('accepted', 'declined', 'solved', 'joined', 'abandoned')
       AND (NEW.state, NEW.stated, NEW.facts, NEW.answer, NEW.terms_version_id, NEW.company_id,
            NEW.dwelling_id,
            NEW.requester_person_id, NEW.requester_owner_id, NEW.received_at, NEW.attend_from,
            NEW.attendant_person_id, NEW.attendant_owner_id, NEW.decided_at, NEW.decided_by_id)
           IS DISTINCT FROM
           (OLD.state, OLD.stated, OLD.facts, OLD.answer, OLD.terms_version_id, OLD.company_id,
            OLD.dwelling_id,
            OLD.requester_person_id, OLD.requester_owner_id, OLD.received_at, OLD.attend_from,
            OLD.attendant_person_id, OLD.attendant_owner_id, OLD.decided_at, OLD.decided_by_id) THEN
        RAISE EXCEPTION 'a decided request stays as it was decided'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'intake_request_end_is_final';
    END IF;
    RETURN NEW;
END $$;
"""
STAYED = """
CREATE OR REPLACE FUNCTION intake_request_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a request is never deleted' USING ERRCODE = 'restrict_violation',
            CONSTRAINT = 'intake_request_never_deleted';
    END IF;
    IF OLD.state IN ('accepted', 'declined', 'solved', 'joined', 'abandoned')
       AND (NEW.state, NEW.facts, NEW.answer, NEW.terms_version_id, NEW.dwelling_id,
            NEW.attendant_person_id, NEW.attendant_owner_id, NEW.decided_by_id)
           IS DISTINCT FROM
           (OLD.state, OLD.facts, OLD.answer, OLD.terms_version_id, OLD.dwelling_id,
            OLD.attendant_person_id, OLD.attendant_owner_id, OLD.decided_by_id) THEN
        RAISE EXCEPTION 'a decided request stays as it was decided'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'intake_request_end_is_final';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_registered_at_a_protected_home")]

    operations = [migrations.RunSQL(STAYS, STAYED)]
