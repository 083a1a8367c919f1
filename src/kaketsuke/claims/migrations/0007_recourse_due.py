"""What a firm still owes of a claim has a day by which it is had back."""

from django.db import migrations, models

# What is outstanding already is due thirty days after it was first asked for.
OUTSTANDING = """
    SELECT set_config('kaketsuke.system', 'on', true);
    UPDATE claims_claim c SET recourse_due_on = owed.asked_on + 30
    FROM (
        SELECT claim_id, min(entered_on) FILTER (WHERE kind = 'demanded') AS asked_on
        FROM claims_recourse GROUP BY claim_id
        HAVING sum(CASE kind WHEN 'demanded' THEN amount_yen ELSE -amount_yen END) > 0
    ) owed
    WHERE owed.claim_id = c.id;
    SELECT set_config('kaketsuke.system', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_one_index_each")]

    operations = [
        migrations.AddField("claim", "recourse_due_on", models.DateField(null=True)),
        migrations.RunSQL(OUTSTANDING, migrations.RunSQL.noop),
    ]
