"""What people ask about their own data, step by step."""

from django.db import models
from django.db.models import Q

from kaketsuke.database import rows
from kaketsuke.privacy import lifecycle
from kaketsuke.privacy.models.choices import choices


class DataRequest(rows.Row):
    """What somebody asks about their own data: disclosure, correction, stop, deletion (4.10)."""

    HOW = [
        ("my_page", "my_page"),
        ("document", "document"),
        ("call_back", "call_back"),
        ("seal", "seal"),
    ]

    company_id = models.UUIDField()
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=choices(lifecycle.Kind))
    channel = models.CharField(max_length=20, choices=choices(lifecycle.Channel))
    # Unknown for a caller who never registered; then the sealed contact is what we search by.
    person_id = models.UUIDField(null=True)
    by_agent = models.BooleanField(default=False)
    applicant_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    contact_index = models.BinaryField(max_length=16, null=True)
    words_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=20, choices=choices(lifecycle.State))
    received_at = models.DateTimeField()
    alarm_on = models.DateField()
    due_on = models.DateField()
    identity_how = models.CharField(max_length=20, choices=HOW, default="")
    agent_authority = models.CharField(max_length=80, default="")
    identity_checked_at = models.DateTimeField(null=True)
    identity_checked_by_id = models.UUIDField(null=True)
    decision = models.CharField(max_length=20, default="")
    reasons_sealed = models.BinaryField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "done"]) | Q(identity_checked_at__isnull=False),
                name="privacy_request_granted_only_to_a_checked_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused", "done"])
                | Q(decided_at__isnull=False, reasons_sealed__isnull=False),
                name="privacy_request_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(person_id__isnull=False) | Q(contact_index__isnull=False),
                name="privacy_request_leads_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(by_agent=True, state__in=["granted", "done"]) | ~Q(agent_authority=""),
                name="privacy_request_agent_shows_authority",
            ),
        ]
        indexes = [
            models.Index(fields=["company_id", "state", "due_on"], name="privacy_request_desk"),
            models.Index(fields=["person_id"], name="privacy_request_by_person"),
        ]


class DataRequestEntry(rows.Row):
    """One step in the life of such a request; chained in the record."""

    company_id = models.UUIDField()
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=40)
    event_at = models.DateTimeField()
    actor_role = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "seq"], name="privacy_request_entry_place"),
        ]


class Correction(rows.Row):
    """What was corrected of a person: the former word stays readable until they are erased."""

    company_id = models.UUIDField(null=True)
    person_id = models.UUIDField()
    request = models.ForeignKey(
        DataRequest, on_delete=models.PROTECT, related_name="corrections", null=True
    )
    column = models.CharField(max_length=20)
    before_sealed = models.BinaryField()
    after_sealed = models.BinaryField()
    corrected_at = models.DateTimeField()
    corrected_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="privacy_correction_by_person")]
