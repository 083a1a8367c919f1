"""A case names a leave that exists, and none of another case."""

from django.db import migrations, models

OF_ITS_OWN = """
ALTER TABLE cases_case ADD CONSTRAINT cases_case_leave_of_its_own
    FOREIGN KEY (leave_id, id) REFERENCES cases_leave (id, case_id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_payer_objected")]

    operations = [
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.UniqueConstraint(fields=("id", "case"), name="cases_leave_of_case"),
        ),
        migrations.RunSQL(
            OF_ITS_OWN, "ALTER TABLE cases_case DROP CONSTRAINT cases_case_leave_of_its_own"
        ),
    ]
