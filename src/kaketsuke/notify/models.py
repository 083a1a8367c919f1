"""The outbox."""

from django.db import models

from kaketsuke.database import rows


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"


class Message(rows.Row):
    """One message to one contact point. The address is unsealed at sending, never stored here."""

    company_id = models.UUIDField()
    contact_point_id = models.UUIDField(null=True)
    temporary_number_of_case = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    parameters = models.JSONField(default=dict)
    link_sealed = models.BinaryField(null=True)
    state = models.CharField(
        max_length=10, choices=MessageState.choices, default=MessageState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    provider_reference = models.CharField(max_length=120, default="")
    last_error = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact_point_id__isnull=False)
                | models.Q(temporary_number_of_case__isnull=False),
                name="notify_message_has_address",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="notify_message_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="notify_message_by_subject"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["waiting", "failed"]),
                name="notify_message_unsent",
            ),
        ]
