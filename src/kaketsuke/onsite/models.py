"""What is kept of the door: results of checks, spans of work. No number, picture or free text."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from kaketsuke.cases.models import Case
from kaketsuke.database import rows
from kaketsuke.network.models import Technician


class Check(rows.Row):
    """One check of who stands there (事前確認): kind of document and result of each question."""

    YES_NO = [("yes", "yes"), ("no", "no")]

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    attendee_role = models.CharField(max_length=20)
    attendee_present = models.BooleanField()
    document_kind = models.CharField(max_length=20)
    has_photo = models.BooleanField(null=True)
    expired = models.BooleanField(null=True)
    name_matches = models.BooleanField(null=True)
    face_matches = models.BooleanField(null=True)
    address_matches = models.CharField(
        max_length=10, null=True, choices=[*YES_NO, ("not_shown", "not_shown")]
    )
    code_word_said = models.BooleanField(default=False)
    call_back_done = models.BooleanField(null=True)
    outcome = models.CharField(max_length=10)
    checked_by = models.ForeignKey(Technician, on_delete=models.PROTECT)
    event_at = models.DateTimeField()
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "event_at"], name="onsite_check_by_case")]


class WorkSpan(rows.Row):
    """A stretch of hands-on work; the sum of the spans is what the 60 free minutes count."""

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="work_spans")
    during = DateTimeRangeField()
    ended_because = models.CharField(max_length=30, default="")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="onsite_span_no_overlap",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(during__upper_inf=True),
                name="onsite_span_one_running",
            ),
        ]


class Opening(rows.Row):
    """How the door was opened and what was left behind (2.1f, 4.3)."""

    METHODS = [
        ("non_destructive", "non_destructive"),
        ("destructive", "destructive"),
        ("other", "other"),
    ]

    company_id = models.UUIDField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="opening")
    method = models.CharField(max_length=20, choices=METHODS)
    destructive_approved_by = models.CharField(max_length=20, default="")
    lock_usable = models.BooleanField()
    if_unusable = models.CharField(max_length=20, default="")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(method="destructive") | ~Q(destructive_approved_by=""),
                name="onsite_destructive_needs_approval",
            ),
            models.CheckConstraint(
                condition=Q(lock_usable=True) | ~Q(if_unusable=""),
                name="onsite_unusable_lock_needs_choice",
            ),
        ]


class PhoneAction(rows.Row):
    """One press that went up from a phone, and its answer: kinds and times, nothing typed."""

    OUTCOMES = [("applied", "applied"), ("refused", "refused"), ("held", "held")]

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="phone_actions")
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="actions")
    key = models.UUIDField()
    step = models.CharField(max_length=30)
    phone_at = models.DateTimeField()
    event_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    skew_seconds = models.IntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    sentence = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["technician", "key"], name="onsite_action_answered_once"
            ),
        ]
        indexes = [models.Index(fields=["case", "entered_at"], name="onsite_action_by_case")]
