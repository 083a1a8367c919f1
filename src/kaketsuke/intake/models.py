"""Calls and requests. A request is one person asking; only an accepted one opens a case."""

from django.db import models
from django.db.models import Q

from kaketsuke.database import rows
from kaketsuke.parties.models import Company, Dwelling


class Call(rows.Row):
    """A telephone call; the number is sealed under the call's own key."""

    company_id = models.UUIDField(null=True)
    number_sealed = models.BinaryField(null=True)
    number_index = models.BinaryField(max_length=16, null=True)
    direction = models.CharField(max_length=10, choices=[("in", "in"), ("out", "out")])
    operator_id = models.UUIDField(null=True)
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["number_index", "rang_at"], name="intake_call_by_number"),
        ]


class Request(rows.Row):
    """One person asking (要請). `facts` holds the closed vocabulary of `rules.request` only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    call = models.ForeignKey(Call, null=True, on_delete=models.PROTECT, related_name="requests")
    dwelling = models.ForeignKey(Dwelling, null=True, on_delete=models.PROTECT)
    requester_person_id = models.UUIDField(null=True)
    requester_owner_id = models.UUIDField(null=True)
    operator_id = models.UUIDField()
    state = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    # What people said; `facts` is this joined with what the record says.
    stated = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    answer = models.JSONField(null=True)
    terms_version_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    attendant_person_id = models.UUIDField(null=True)
    attendant_owner_id = models.UUIDField(null=True)
    attend_from = models.DateTimeField(null=True)
    owner_reason_sealed = models.BinaryField(null=True)
    callback_number_sealed = models.BinaryField(null=True)
    words_told = models.CharField(max_length=200, default="")
    linked_request = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    joined_case_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(attendant_person_id__isnull=False)
                | Q(attendant_owner_id__isnull=False),
                name="intake_request_accepted_names_attendant",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined", "referred"])
                | Q(answer__isnull=False, terms_version_id__isnull=False),
                name="intake_request_decided_keeps_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "received_at"], name="intake_request_board"),
            models.Index(fields=["dwelling", "received_at"], name="intake_request_by_dwelling"),
        ]


class RequestEntry(rows.Row):
    """One step in the life of a request; chained in audit like a case's timeline."""

    company_id = models.UUIDField()
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=40)
    event_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    actor_role = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    answer = models.JSONField(null=True)
    terms_version_id = models.UUIDField(null=True)
    words_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "seq"], name="intake_entry_place"),
        ]


class Flag(rows.Row):
    """A supervisor's record: conduct (4.7.5 to 4.7.9) or a protective flag. Shown to staff only."""

    GROUNDS = [
        ("4.7.5", "4.7.5"),
        ("4.7.6", "4.7.6"),
        ("4.7.7", "4.7.7"),
        ("4.7.8", "4.7.8"),
        ("4.7.9", "4.7.9"),
        ("protective", "protective"),
    ]

    company_id = models.UUIDField()
    dwelling_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    ground = models.CharField(max_length=12, choices=GROUNDS)
    facts_sealed = models.BinaryField()
    set_by_id = models.UUIDField()
    # The last ground (4.7.9) binds only once another supervisor confirmed it.
    confirmed_by_id = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    # What was broken (4.7.8): this document or the company's other terms, and the clause of it.
    document = models.CharField(max_length=60, default="")
    clause = models.CharField(max_length=20, default="")
    set_at = models.DateTimeField()
    review_on = models.DateField()
    until = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    end_reason_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dwelling_id__isnull=False) | Q(person_id__isnull=False),
                name="intake_flag_on_someone",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True)
                | ~Q(confirmed_by_id=models.F("set_by_id")),
                name="intake_flag_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(ground="4.7.8") | ~Q(document="") & ~Q(clause=""),
                name="intake_flag_breach_names_the_clause",
            ),
        ]
        indexes = [
            models.Index(fields=["dwelling_id"], name="intake_flag_by_dwelling"),
            models.Index(fields=["person_id"], name="intake_flag_by_person"),
        ]


class FlagNote(rows.Row):
    """What became of a record afterwards: looked at again, appealed against, upheld.

    That somebody new registered at a protected home the product notes by itself, without a word.
    """

    KINDS = [(each, each) for each in ("reviewed", "appealed", "upheld", "registered")]

    company_id = models.UUIDField()
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=KINDS)
    words_sealed = models.BinaryField(null=True)
    written_by_id = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    registration_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="registered", registration_id__isnull=False)
                | ~Q(kind="registered")
                & Q(words_sealed__isnull=False, written_by_id__isnull=False),
                name="intake_flagnote_written_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["flag", "registration_id"], name="intake_flagnote_registration_once"
            ),
        ]
