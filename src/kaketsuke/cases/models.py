"""The case (案件), its timeline, leaves, follow-ups and the residents' links to it."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from kaketsuke.database import rows
from kaketsuke.intake.models import Request
from kaketsuke.parties.models import AreaEvent, Company, Dwelling

ENDED = ["closed", "cancelled"]
AFTER_CHECKS = ["working", "opened", "settled"]


class Case(rows.Row):
    """What happens after acceptance. The columns beside the state are gates the database guards."""

    number = models.PositiveIntegerField(unique=True)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="case")
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20)
    outcome = models.CharField(max_length=30, null=True)
    state_before_halt = models.CharField(max_length=20, null=True)
    opened_at = models.DateTimeField()
    state_since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    checks_passed_at = models.DateTimeField(null=True)
    check_owed = models.BooleanField(default=False)
    # A leave of this very case: the database holds both together.
    leave_id = models.UUIDField(null=True)
    free_until_minute = models.PositiveSmallIntegerField(default=60)
    approved_minutes = models.PositiveSmallIntegerField(default=0)
    approved_total_yen = models.PositiveIntegerField(default=0)
    settled_total_yen = models.PositiveIntegerField(null=True)
    # The payer says that they did not agree, and nobody has spoken with them since.
    payer_objected = models.BooleanField(default=False)
    requested_by = models.CharField(
        max_length=10, choices=[("resident", "resident"), ("owner", "owner")]
    )
    code_word = models.CharField(max_length=20)
    phone_inside = models.BooleanField(default=False)
    temporary_number_sealed = models.BinaryField(null=True)
    note_sealed = models.BinaryField(null=True)
    human_needed = models.CharField(max_length=40, default="")
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling"],
                condition=~Q(state__in=ENDED),
                name="cases_one_open_per_dwelling",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_CHECKS)
                | Q(checks_passed_at__isnull=False)
                | Q(leave_id__isnull=False),
                name="cases_no_work_without_checks_or_leave",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") & ~Q(state="closed", outcome="done")
                | Q(checks_passed_at__isnull=False),
                name="cases_done_only_after_checks",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | ~Q(state__in=ENDED) & Q(ended_at__isnull=True),
                name="cases_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(settled_total_yen__isnull=True)
                | Q(settled_total_yen__lte=models.F("approved_total_yen")),
                name="cases_bill_within_approval",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_CHECKS) | Q(payer_objected=False),
                name="cases_no_work_while_the_payer_objects",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "state_since"], name="cases_board"),
            models.Index(fields=["dwelling", "opened_at"], name="cases_by_dwelling"),
        ]


class Entry(rows.Row):
    """One line of the timeline (記録). Its digest lies in the audit chain of the case."""

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    event_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    actor_role = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    answer = models.JSONField(null=True)
    clauses = models.JSONField(default=list)
    terms_version_id = models.UUIDField(null=True)
    words_sealed = models.BinaryField(null=True)
    idempotency_key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="cases_entry_place"),
            models.UniqueConstraint(
                fields=["case", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="cases_entry_applied_once",
            ),
        ]


class Leave(rows.Row):
    """A written leave (特例許可) to begin although the identity document is inside (A1.2.2)."""

    company_id = models.UUIDField()
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="leaves")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="leaves")
    issued_by_id = models.UUIDField()
    request_operator_id = models.UUIDField()
    attendant_person_id = models.UUIDField(null=True)
    attendant_owner_id = models.UUIDField(null=True)
    reason_sealed = models.BinaryField()
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(issued_by_id=models.F("request_operator_id")),
                name="cases_leave_not_by_the_operator",
            ),
            models.UniqueConstraint(fields=["id", "case"], name="cases_leave_of_case"),
        ]


class FollowUp(rows.Row):
    """Work that remains after the door is open (X-12)."""

    KINDS = [
        ("card_revoked", "card_revoked"),
        ("code_reset", "code_reset"),
        ("battery", "battery"),
        ("exchange", "exchange"),
        ("interim", "interim"),
        ("late_report", "late_report"),
        ("contact_check", "contact_check"),
    ]

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=20, choices=KINDS)
    mandatory = models.BooleanField(default=True)
    owner_role = models.CharField(max_length=20, default="")
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)


class Extent(rows.Row):
    """From when until when an area event kept this case from going on (4.4). Nothing beyond it."""

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extents")
    area_event = models.ForeignKey(AreaEvent, on_delete=models.PROTECT, related_name="extents")
    during = DateTimeRangeField()
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(during__isempty=False), name="cases_extent_lasts_a_while"
            )
        ]


class Link(rows.Row):
    """A resident's link to one case. Only its token's digest is stored; dead 24 h after the end."""

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    person_id = models.UUIDField(null=True)
    token_sha256 = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Sent to the number that stands in for a phone locked inside: it ends with that number.
    stands_in = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="cases_link_by_person")]
