"""Offers and assignments."""

from django.db import models
from django.db.models import F, Q

from kaketsuke.cases.models import Case
from kaketsuke.database import rows
from kaketsuke.network.models import Technician

# Why an offer was taken back: somebody else of its wave accepted first.
TAKEN_BY_ANOTHER = "taken_by_another"


class Offer(rows.Row):
    """One technician is asked once, for a limited time (打診); a wave asks several at once."""

    ANSWERS = [
        ("accepted", "accepted"),
        ("passed", "passed"),
        ("expired", "expired"),
        ("withdrawn", "withdrawn"),
    ]

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offers")
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="offers")
    wave = models.PositiveSmallIntegerField()
    travel_seconds = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=ANSWERS, null=True)
    answered_at = models.DateTimeField(null=True)
    pass_reason = models.CharField(max_length=30, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__isnull=True, answered_at__isnull=True)
                | Q(answer__isnull=False, answered_at__isnull=False),
                name="dispatch_offer_answer_has_time",
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True)
                | ~Q(answer="accepted")
                | Q(answered_at__lt=F("expires_at")),
                name="dispatch_offer_accepted_in_time",
            ),
            models.UniqueConstraint(
                fields=["case", "technician"],
                condition=Q(answer__isnull=True),
                name="dispatch_offer_one_live_per_technician",
            ),
            models.UniqueConstraint(
                fields=["case", "wave", "technician"], name="dispatch_offer_once_a_wave"
            ),
            models.UniqueConstraint(
                fields=["case", "wave"],
                condition=Q(answer="accepted"),
                name="dispatch_offer_one_accepted_a_wave",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "sent_at"], name="dispatch_offer_by_case"),
            models.Index(
                fields=["technician"],
                condition=Q(answer__isnull=True),
                name="dispatch_offer_live",
            ),
        ]


class Assignment(rows.Row):
    """A technician is bound to a case until released."""

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=10, choices=[("lead", "lead"), ("second", "second")])
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT)
    since = models.DateTimeField()
    arrive_from = models.DateTimeField(null=True)
    arrive_until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["technician"],
                condition=Q(released_at__isnull=True),
                name="dispatch_technician_bound_once",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(released_at__isnull=True, role="lead"),
                name="dispatch_one_lead_per_case",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(released_at__isnull=True, role="second"),
                name="dispatch_one_second_per_case",
            ),
        ]


class Planned(rows.Row):
    """A case's place in a plan that a supervisor applied: this technician is asked first."""

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="planned")
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="planned")
    place = models.PositiveSmallIntegerField()  # 1: next
    planned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_at__isnull=True),
                name="dispatch_planned_once",
            ),
            models.UniqueConstraint(
                fields=["technician", "place"],
                condition=Q(ended_at__isnull=True),
                name="dispatch_planned_one_a_place",
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="dispatch_planned_from_one"),
        ]
