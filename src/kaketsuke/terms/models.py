"""Versions of the important-matters document, and the operator profile that belongs to it."""

from django.db import models

from kaketsuke.database import rows


class Version(rows.Row):
    """One version: kept byte for byte, hashed; frozen once a consent refers to it (trigger)."""

    product = models.CharField(max_length=60, default="smart-lock")
    version_date = models.DateField()
    official = models.BooleanField()
    title = models.TextField()
    text = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    tree = models.JSONField()
    imported_at = models.DateTimeField()
    published_from = models.DateTimeField(null=True)
    # Set by a trigger with the first consent: consents themselves are not for everyone to read.
    frozen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "version_date", "official"], name="terms_version_one_per_date"
            ),
        ]
        indexes = [
            models.Index(fields=["product", "published_from"], name="terms_version_in_force"),
        ]


class Confirmation(rows.Row):
    """A person has held one clause beside the rule that applies it (before publishing)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="confirmations")
    clause = models.CharField(max_length=12)
    confirmed_by_id = models.UUIDField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "clause"], name="terms_confirmed_once"),
        ]


class ContactLine(rows.Row):
    """A number of the operator's own for one purpose, with its hours, as its document prints it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="contacts")
    purpose = models.CharField(max_length=30)
    phone = models.CharField(max_length=20)
    hours = models.CharField(max_length=60)
    opens_at = models.TimeField(null=True)
    closes_at = models.TimeField(null=True)
    reachable = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "purpose"], name="terms_contact_one_per_purpose"
            ),
        ]
