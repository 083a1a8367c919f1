"""The product notes by itself that somebody new registered at a protected home."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [(each, each) for each in ("reviewed", "appealed", "upheld", "registered")]


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_note_security")]

    operations = [
        migrations.AlterField("flagnote", "words_sealed", models.BinaryField(null=True)),
        migrations.AlterField("flagnote", "written_by_id", models.UUIDField(null=True)),
        migrations.AlterField("flagnote", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.AddField("flagnote", "registration_id", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "flagnote",
            models.CheckConstraint(
                condition=Q(kind="registered", registration_id__isnull=False)
                | ~Q(kind="registered")
                & Q(words_sealed__isnull=False, written_by_id__isnull=False),
                name="intake_flagnote_written_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            "flagnote",
            models.UniqueConstraint(
                fields=["flag", "registration_id"], name="intake_flagnote_registration_once"
            ),
        ),
    ]
