"""Somebody may be found not to be affected after all: marked with a reason, never deleted."""

from django.db import migrations, models
from django.db.models import Q

UNSAID = Q(
    cleared_at__isnull=True, cleared_by_id__isnull=True, cleared_because_sealed__isnull=True
)
SAID = Q(
    cleared_at__isnull=False,
    cleared_by_id__isnull=False,
    cleared_because_sealed__isnull=False,
    letter_at__isnull=True,
)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0009_reasons_of_holds_and_hands")]

    operations = [
        migrations.AddField("affected", "cleared_at", models.DateTimeField(null=True)),
        migrations.AddField("affected", "cleared_by_id", models.UUIDField(null=True)),
        migrations.AddField("affected", "cleared_because_sealed", models.BinaryField(null=True)),
        migrations.AddConstraint(
            "affected",
            models.CheckConstraint(
                condition=UNSAID | SAID,
                name="privacy_affected_cleared_with_a_reason_before_the_letter",
            ),
        ),
        migrations.RemoveConstraint("affected", "privacy_affected_once"),
        migrations.AddConstraint(
            "affected",
            models.UniqueConstraint(
                fields=["incident", "person_id"],
                condition=Q(cleared_at__isnull=True),
                name="privacy_affected_once_at_a_time",
            ),
        ),
    ]
