"""Complaints: what somebody is not content with, and until when it is answered."""

from django.db import models
from django.db.models import Q

from kaketsuke.cases.models import Case
from kaketsuke.database import rows
from kaketsuke.intake.models import Request


class Complaint(rows.Row):
    """Somebody is not content with a refusal, a bill, a receipt or a visit (X-18)."""

    ABOUT = [(each, each) for each in ("refusal", "bill", "receipt", "visit")]
    CHANNELS = [(each, each) for each in ("link", "phone", "paper")]

    company_id = models.UUIDField()
    number = models.PositiveIntegerField(unique=True)
    about = models.CharField(max_length=10, choices=ABOUT)
    request = models.ForeignKey(
        Request, null=True, on_delete=models.PROTECT, related_name="complaints"
    )
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="complaints")
    person_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10, choices=CHANNELS)
    reply_to_sealed = models.BinaryField(null=True)
    language = models.CharField(max_length=10, default="ja")
    state = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    owner_id = models.UUIDField(null=True)
    alarm_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    appeal_request = models.OneToOneField(
        Request, null=True, on_delete=models.PROTECT, related_name="appealed_by"
    )
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(about="refusal", request__isnull=False)
                | ~Q(about="refusal") & Q(case__isnull=False),
                name="claims_complaint_about_something",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_hand", "answered", "closed"])
                | Q(owner_id__isnull=False),
                name="claims_complaint_in_hand_has_owner",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "closed"]) | Q(answered_at__isnull=False),
                name="claims_complaint_answered_has_time",
            ),
            models.CheckConstraint(
                condition=Q(alarm_at__lte=models.F("due_at")), name="claims_complaint_alarm_first"
            ),
        ]
        indexes = [
            models.Index(fields=["company_id", "state", "due_at"], name="claims_complaint_desk"),
        ]
