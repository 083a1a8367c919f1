"""An alert is one a company, and whoever looks into it writes down what was found."""

from django.db import migrations, models
from django.db.models import Q

# What was marked as seen without a word is looked into again, and written down.
UNSEEN_AGAIN = """
    SELECT set_config('kaketsuke.system', 'on', true);
    UPDATE privacy_alert SET seen_at = NULL, seen_by_id = NULL WHERE seen_at IS NOT NULL;
    SELECT set_config('kaketsuke.system', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0010_affected_cleared")]

    operations = [
        migrations.RunSQL(UNSEEN_AGAIN, migrations.RunSQL.noop),
        migrations.AddField("alert", "note_sealed", models.BinaryField(null=True)),
        migrations.RemoveConstraint("alert", "privacy_alert_once"),
        migrations.AddConstraint(
            "alert",
            models.UniqueConstraint(
                fields=["kind", "viewer_id", "on", "company_id"],
                nulls_distinct=False,
                name="privacy_alert_once_a_company",
            ),
        ),
        migrations.AddConstraint(
            "alert",
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by_id__isnull=True, note_sealed__isnull=True)
                | Q(seen_at__isnull=False, seen_by_id__isnull=False, note_sealed__isnull=False),
                name="privacy_alert_seen_with_a_note",
            ),
        ),
        migrations.AddConstraint(
            "alert",
            models.CheckConstraint(
                condition=Q(seen_by_id__isnull=True) | ~Q(seen_by_id=models.F("viewer_id")),
                name="privacy_alert_seen_by_another",
            ),
        ),
    ]
