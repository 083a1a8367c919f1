"""Looks outside a case, with their reason, and what stood out."""

from django.db import models
from django.db.models import Q

from kaketsuke.database import rows


class BreakGlass(rows.Row):
    """Somebody looked at a person without a case, with a reason that is read the next day."""

    company_id = models.UUIDField()
    person_id = models.UUIDField()
    viewer_id = models.UUIDField()
    reason_sealed = models.BinaryField()
    at = models.DateTimeField()
    reviewed_by_id = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    in_order = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by_id__isnull=True) | ~Q(reviewed_by_id=models.F("viewer_id")),
                name="privacy_break_glass_reviewed_by_another",
            ),
        ]


class Alert(rows.Row):
    """Look-ups that are not those of everyday work: many people, no call, own neighbours.

    An account may work for several companies: each has its own row, of its own persons.
    """

    KINDS = [("many", "many"), ("without_call", "without_call"), ("neighbours", "neighbours")]

    company_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=20, choices=KINDS)
    viewer_id = models.UUIDField()
    on = models.DateField()
    persons = models.PositiveIntegerField()
    raised_at = models.DateTimeField()
    seen_by_id = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)
    # What was found, sealed under the alert's own key.
    note_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "viewer_id", "on", "company_id"],
                nulls_distinct=False,
                name="privacy_alert_once_a_company",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by_id__isnull=True, note_sealed__isnull=True)
                | Q(seen_at__isnull=False, seen_by_id__isnull=False, note_sealed__isnull=False),
                name="privacy_alert_seen_with_a_note",
            ),
            models.CheckConstraint(
                condition=Q(seen_by_id__isnull=True) | ~Q(seen_by_id=models.F("viewer_id")),
                name="privacy_alert_seen_by_another",
            ),
        ]
