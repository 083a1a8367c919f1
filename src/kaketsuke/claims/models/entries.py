"""The record of every step taken in this room: one table for complaints, one for claims."""

from django.db import models

from kaketsuke.claims.models.complaints import Complaint
from kaketsuke.claims.models.damages import Claim
from kaketsuke.database import rows


class Step(rows.Row):
    """What both tables hold; a step's digest lies in the audit chain of its subject."""

    company_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    event_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    actor_role = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    words_sealed = models.BinaryField(null=True)

    class Meta:
        abstract = True


class Entry(Step):
    """One step of a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "seq"], name="claims_entry_of_complaint"),
        ]


class ClaimEntry(Step):
    """One step of a damage claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "seq"], name="claims_entry_of_claim"),
        ]
