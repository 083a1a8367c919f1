"""Which deadline was told to the people of a role: each stage of it once."""

from django.db import models

from kaketsuke.database import rows


class AlarmTold(rows.Row):
    """A message went out about a deadline at one stage. Ids and codes only."""

    company_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    stage = models.CharField(max_length=40)
    told_at = models.DateTimeField()
    recipients = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "kind", "subject_id", "stage"], name="privacy_alarm_told_once"
            ),
        ]
