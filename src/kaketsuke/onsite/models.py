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
    interim_kind = models.CharField(max_length=20, default="")
    interim_decided_by = models.CharField(max_length=20, default="")
    interim_until = models.DateField(null=True)
    interim_note_sealed = models.BinaryField(null=True)
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
            models.CheckConstraint(
                condition=~Q(if_unusable="interim")
                | ~Q(interim_kind="") & ~Q(interim_decided_by="") & Q(interim_until__isnull=False),
                name="onsite_interim_says_what_who_until",
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


class CallBack(rows.Row):
    """The registered phone is rung and reads out a number of four digits (A1.2).

    Where the phone itself lies inside, a supervisor confirms instead.
    """

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="call_backs")
    code_sealed = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_role = models.CharField(max_length=20, default="")
    confirmed_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by_role="")
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_by_role=""),
                name="onsite_call_back_confirmed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(tries__lte=5), name="onsite_call_back_few_tries"),
        ]
        indexes = [models.Index(fields=["case", "asked_at"], name="onsite_call_back_by_case")]


class BreakingApproval(rows.Row):
    """Who answers for the lock agreed that it may be broken, as the centre heard it (2.1)."""

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="breaking_approvals")
    approved_by = models.CharField(
        max_length=20, choices=[("owner", "owner"), ("company", "company")]
    )
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()
    # Which owner was rung, and whose voice it was where somebody speaks for it.
    heard_owner_id = models.UUIDField(null=True)
    heard_person_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "approved_by"], name="onsite_breaking_approved_once"
            ),
            models.CheckConstraint(
                condition=~Q(approved_by="owner") | Q(heard_owner_id__isnull=False),
                name="onsite_owner_approval_says_who",
            ),
        ]


class BreakingAgreement(rows.Row):
    """Whoever attends agreed as well, by signature or by a word that the centre heard (2.1)."""

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="breaking_agreements")
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="+")
    approved_by = models.CharField(
        max_length=20,
        choices=[("owner", "owner"), ("company", "company"), ("standing", "standing")],
    )
    how = models.CharField(max_length=10, choices=[("drawn", "drawn"), ("spoken", "spoken")])
    drawn_sealed = models.BinaryField(null=True)
    drawn_sha256 = models.BinaryField(null=True)
    agreed_at = models.DateTimeField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(how="spoken", drawn_sealed__isnull=True, drawn_sha256__isnull=True)
                | Q(how="drawn", drawn_sealed__isnull=False, drawn_sha256__isnull=False),
                name="onsite_agreement_drawn_or_spoken",
            ),
        ]


class Photo(rows.Row):
    """A picture of the lock, re-encoded and sealed; the centre looks at it and may delete it."""

    MOMENTS = [("before", "before"), ("after", "after"), ("damage", "damage")]

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="photos")
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=10, choices=MOMENTS)
    picture_sealed = models.BinaryField(null=True)
    sha256 = models.BinaryField(max_length=32)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_because = models.CharField(max_length=20, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True, picture_sealed__isnull=False)
                | Q(deleted_at__isnull=False, picture_sealed__isnull=True),
                name="onsite_photo_gone_when_deleted",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by_id__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by_id__isnull=False),
                name="onsite_photo_reviewed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["case", "taken_at"], name="onsite_photo_by_case")]
