"""Persons and contact points, sealed; keys in a schema of their own (`keys`)."""

from django.db import models

from kaketsuke.database import rows


class SubjectKey(rows.Row):
    """The wrapped key of one subject. Destroying it makes everything sealed under it unreadable."""

    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    wrapped_key = models.BinaryField(max_length=80, null=True)
    epoch = models.PositiveIntegerField(default=1)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="people_key_one_per_subject"
            ),
            models.CheckConstraint(
                condition=models.Q(wrapped_key__isnull=True, destroyed_at__isnull=False)
                | models.Q(wrapped_key__isnull=False, destroyed_at__isnull=True),
                name="people_key_live_or_destroyed",
            ),
        ]


class PersonKind(models.TextChoices):
    """Why we know this person."""

    RESIDENT = "resident"
    OWNER = "owner"
    AGENT = "agent"
    TECHNICIAN = "technician"


class Person(rows.Row):
    """One natural person (2.2d). `company_id` is the shard key; technicians have none."""

    kind = models.CharField(max_length=20, choices=PersonKind.choices)
    company_id = models.UUIDField(null=True)
    family_sealed = models.BinaryField(null=True)
    given_sealed = models.BinaryField(null=True)
    kana_sealed = models.BinaryField(null=True)
    romaji_sealed = models.BinaryField(null=True)
    can_phone_sealed = models.BinaryField(null=True)
    language = models.CharField(max_length=10, default="ja")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["company_id"], name="people_person_by_company")]


class ContactKind(models.TextChoices):
    """How a person is reached."""

    PHONE = "phone"
    EMAIL = "email"


class ContactPoint(rows.Row):
    """A phone number or an e-mail address; found by blind index, never by its value."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_points")
    company_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value_sealed = models.BinaryField()
    index = models.BinaryField(max_length=16)
    created_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "index"],
                condition=models.Q(ended_at__isnull=True),
                name="people_contact_once_per_person",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "index"], name="people_contact_by_index"),
            # The few numbers that a clerk wrote down and nobody has proven yet.
            models.Index(
                fields=["company_id"],
                condition=models.Q(kind="phone", proven_at=None, ended_at=None),
                name="people_contact_unproven",
            ),
        ]


class FormerName(rows.Row):
    """How a person's name was written until it was corrected; the person stays the same (4.5)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_names")
    company_id = models.UUIDField(null=True)
    names_sealed = models.BinaryField()
    corrected_at = models.DateTimeField()
    corrected_by_id = models.UUIDField(null=True)
