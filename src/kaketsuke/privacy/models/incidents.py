"""What went wrong with personal data, and whom it touched."""

from django.db import models
from django.db.models import Q

from kaketsuke.database import rows


class Incident(rows.Row):
    """Personal data leaked, were lost or damaged, or may have been (APPI article 26)."""

    KINDS = [
        ("special_care", "special_care"),
        ("property", "property"),
        ("wrongful", "wrongful"),
        ("over_1000", "over_1000"),
        ("other", "other"),
    ]

    company_id = models.UUIDField()
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=KINDS)
    known_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by_role = models.CharField(max_length=20)
    opened_by_id = models.UUIDField(null=True)
    preliminary_target_on = models.DateField()
    preliminary_due_on = models.DateField()
    final_due_on = models.DateField()
    # The nine items of the report, as JSON, sealed under the incident's own key.
    items_sealed = models.BinaryField(null=True)
    preliminary_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(final_at__isnull=True) | Q(preliminary_at__isnull=False),
                name="privacy_incident_preliminary_first",
            ),
            models.CheckConstraint(
                condition=Q(known_at__lte=models.F("opened_at")),
                name="privacy_incident_known_before_opened",
            ),
        ]


class Affected(rows.Row):
    """A person whose data an incident touched, and when they were written to."""

    company_id = models.UUIDField()
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="affected")
    person_id = models.UUIDField()
    found_by = models.CharField(
        max_length=10, choices=[("record", "record"), ("hand", "hand")], default="record"
    )
    # Why somebody was added by hand, sealed under the incident's key.
    reason_sealed = models.BinaryField(null=True)
    letter_at = models.DateTimeField(null=True)
    # Not affected after all: when, who found it, and why, sealed under the incident's key.
    cleared_at = models.DateTimeField(null=True)
    cleared_by_id = models.UUIDField(null=True)
    cleared_because_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(found_by="hand") | Q(reason_sealed__isnull=False),
                name="privacy_affected_by_hand_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    cleared_at__isnull=True,
                    cleared_by_id__isnull=True,
                    cleared_because_sealed__isnull=True,
                )
                | Q(
                    cleared_at__isnull=False,
                    cleared_by_id__isnull=False,
                    cleared_because_sealed__isnull=False,
                    letter_at__isnull=True,
                ),
                name="privacy_affected_cleared_with_a_reason_before_the_letter",
            ),
            # Who was cleared by mistake is added again, beside what was said before.
            models.UniqueConstraint(
                fields=["incident", "person_id"],
                condition=Q(cleared_at__isnull=True),
                name="privacy_affected_once_at_a_time",
            ),
        ]
