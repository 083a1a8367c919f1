"""A stop of the clock by itself may give way to what happened before it; a press never does (A1.3).

A phone without a signal says later what happened before the timer looked in: the stretch then ends
earlier, or runs on because more minutes had been approved by then. It is never made longer.
"""

from django.db import migrations

HINDSIGHT = """
DROP TRIGGER onsite_ended_span_final ON onsite_workspan;

CREATE TRIGGER onsite_ended_span_kept BEFORE DELETE ON onsite_workspan
FOR EACH ROW WHEN (NOT upper_inf(OLD.during)) EXECUTE FUNCTION onsite_keep_row();

CREATE TRIGGER onsite_ended_span_final BEFORE UPDATE ON onsite_workspan
FOR EACH ROW WHEN (
    NOT upper_inf(OLD.during) AND NOT (
        OLD.ended_because = 'minutes_reached'
        AND (OLD.id, OLD.case_id, OLD.company_id) = (NEW.id, NEW.case_id, NEW.company_id)
        AND lower(OLD.during) = lower(NEW.during)
        AND (upper_inf(NEW.during) OR upper(NEW.during) < upper(OLD.during))
    )
) EXECUTE FUNCTION onsite_keep_row();
"""

FINAL = """
DROP TRIGGER onsite_ended_span_final ON onsite_workspan;
DROP TRIGGER onsite_ended_span_kept ON onsite_workspan;

CREATE TRIGGER onsite_ended_span_final BEFORE UPDATE OR DELETE ON onsite_workspan
FOR EACH ROW WHEN (NOT upper_inf(OLD.during)) EXECUTE FUNCTION onsite_keep_row();
"""


class Migration(migrations.Migration):
    dependencies = [("onsite", "0007_breaking_guarded")]

    operations = [migrations.RunSQL(HINDSIGHT, FINAL)]
