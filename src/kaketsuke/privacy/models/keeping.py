"""What stays and what goes: holds, who was erased, the runs that remove."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from kaketsuke.database import rows
from kaketsuke.privacy.models.requests import DataRequest


class Hold(rows.Row):
    """Nothing of a person is erased while it is needed in a dispute (legal hold)."""

    company_id = models.UUIDField()
    person_id = models.UUIDField()
    reason_sealed = models.BinaryField()
    set_by_id = models.UUIDField()
    review_on = models.DateField()
    valid = DateTimeRangeField()
    ended_by_id = models.UUIDField(null=True)
    end_reason_sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="privacy_hold_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid__upper_inf=True)
                | Q(ended_by_id__isnull=False, end_reason_sealed__isnull=False),
                name="privacy_hold_ends_with_a_reason",
            ),
        ]


class Erased(rows.Row):
    """That somebody was erased, when and why, and what had to stay. The id means nobody now.

    Who never registered has none: `subjects` names the calls.
    """

    BECAUSE = [("request", "request"), ("retention", "retention")]

    company_id = models.UUIDField(null=True)
    person_id = models.UUIDField(unique=True, null=True)
    because = models.CharField(max_length=20, choices=BECAUSE)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, null=True)
    erased_at = models.DateTimeField()
    kept = models.JSONField(default=dict)
    subjects = models.JSONField(default=list)


class RetentionRun(rows.Row):
    """One walk over everything whose time may be over. It goes on where it was left."""

    dry_run = models.BooleanField()
    asked_by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    # Which clock it looks at and the last row it has seen there.
    clock = models.PositiveSmallIntegerField(default=0)
    after = models.UUIDField(null=True)
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dry_run"],
                condition=Q(finished_at__isnull=True),
                name="privacy_retention_one_at_a_time",
            ),
        ]
