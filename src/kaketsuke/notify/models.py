"""The outbox."""

from django.db import models

from kaketsuke.database import rows


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Channel(models.TextChoices):
    """By what a message travels."""

    SMS = "sms"
    EMAIL = "email"


class Message(rows.Row):
    """One message to one address. What it says is sealed under its subject's key.

    The address stays with the contact point. Only a temporary number, which belongs to no contact
    point, is kept here, sealed too.
    """

    company_id = models.UUIDField()
    contact_point_id = models.UUIDField(null=True)
    address_sealed = models.BinaryField(null=True)
    person_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    content_sealed = models.BinaryField()
    then_task = models.CharField(max_length=60, default="")
    state = models.CharField(
        max_length=10, choices=MessageState.choices, default=MessageState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_reference = models.CharField(max_length=120, default="")
    last_error = models.CharField(max_length=60, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact_point_id__isnull=False)
                | models.Q(address_sealed__isnull=False),
                name="notify_message_has_address",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="notify_message_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="notify_message_by_subject"),
            models.Index(fields=["company_id", "created_at"], name="notify_message_recent"),
            models.Index(fields=["person_id", "created_at"], name="notify_message_to_person"),
            models.Index(fields=["tried_at"], name="notify_message_tried"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["waiting", "failed"]),
                name="notify_message_unsent",
            ),
        ]
