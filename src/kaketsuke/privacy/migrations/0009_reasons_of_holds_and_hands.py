"""A hold ends, and a person is added to an incident, with a written reason."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("privacy", "0008_callers_are_erased_too")]

    operations = [
        migrations.AddField("hold", "ended_by_id", models.UUIDField(null=True)),
        migrations.AddField("hold", "end_reason_sealed", models.BinaryField(null=True)),
        migrations.AddField("affected", "reason_sealed", models.BinaryField(null=True)),
        migrations.AddConstraint(
            "hold",
            models.CheckConstraint(
                condition=Q(valid__upper_inf=True)
                | Q(ended_by_id__isnull=False, end_reason_sealed__isnull=False),
                name="privacy_hold_ends_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            "affected",
            models.CheckConstraint(
                condition=~Q(found_by="hand") | Q(reason_sealed__isnull=False),
                name="privacy_affected_by_hand_has_reason",
            ),
        ),
    ]
