"""A second supervisor confirms the last ground later; ending a flag keeps who and why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_guards")]

    operations = [
        migrations.RemoveConstraint(
            model_name="flag", name="intake_flag_last_ground_needs_two"
        ),
        migrations.AddField(
            model_name="flag", name="confirmed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="flag", name="ended_by_id", field=models.UUIDField(null=True)
        ),
        migrations.AddField(
            model_name="flag", name="end_reason_sealed", field=models.BinaryField(null=True)
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(confirmed_by_id__isnull=True)
                | ~models.Q(confirmed_by_id=models.F("set_by_id")),
                name="intake_flag_confirmed_by_another",
            ),
        ),
    ]
