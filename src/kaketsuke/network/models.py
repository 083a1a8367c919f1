"""Contractors (業務委託先) and the people they send."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q

from kaketsuke.database import columns, rows
from kaketsuke.parties.models import no_overlap
from kaketsuke.people.models import Person


class Firm(rows.Row):
    """A contractor firm; its path names every firm above it (4.1)."""

    path = columns.LtreeField(unique=True)
    name = models.CharField(max_length=80)
    tax_registration_number = models.CharField(max_length=14, default="")
    one_person = models.BooleanField(default=False)
    phone_display = models.CharField(max_length=20, default="")
    # Named on what the firm hands to a customer: estimate, contract paper, receipt.
    address = models.CharField(max_length=160, default="")
    representative = models.CharField(max_length=60, default="")

    class Meta:
        indexes = [GistIndex(fields=["path"], name="network_firm_path")]


class Edge(rows.Row):
    """A live contract hands work to a firm: from a company (parent NULL) or from another firm."""

    company_id = models.UUIDField()
    parent = models.ForeignKey(Firm, null=True, on_delete=models.PROTECT, related_name="below")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="above")
    processor_contract = models.CharField(max_length=60)
    valid = DateTimeRangeField()
    # A firm below another is handed nothing before the company approved it (4.8).
    approved_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    # In which municipalities; empty: wherever the company works.
    municipalities = ArrayField(models.CharField(max_length=5), default=list)
    share_percent = models.PositiveSmallIntegerField(null=True)  # agreed part of the work
    call_out_yen = models.PositiveIntegerField(default=0)  # what the company pays the firm

    class Meta:
        constraints = [
            no_overlap("network_edge_no_overlap", "company_id", "firm"),
            models.CheckConstraint(
                condition=Q(share_percent__isnull=True) | Q(share_percent__lte=100),
                name="network_edge_share_is_a_share",
            ),
        ]


class Technician(rows.Row):
    """A technician (作業員) of a firm. The name lies sealed in people."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="technician")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="technicians")
    badge = models.CharField(max_length=20, unique=True)
    skills = ArrayField(models.CharField(max_length=30), default=list)
    papers_until = models.DateField()
    home_latitude = models.FloatField()
    home_longitude = models.FloatField()
    ended_at = models.DateTimeField(null=True)


class Portrait(rows.Row):
    """A technician's face, by which a resident knows who may stand at the door.

    Drawn anew, a small square, sealed under the person's own key.
    """

    technician = models.OneToOneField(Technician, on_delete=models.CASCADE, related_name="portrait")
    picture_sealed = models.BinaryField()
    added_at = models.DateTimeField()


class Shift(rows.Row):
    """When a technician can be asked."""

    technician = models.ForeignKey(Technician, on_delete=models.CASCADE, related_name="shifts")
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="network_shift_no_overlap",
                expressions=[
                    ("technician", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Position(rows.Row):
    """Where a technician was, kept 30 days."""

    technician = models.ForeignKey(Technician, on_delete=models.CASCADE, related_name="positions")
    at = models.DateTimeField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    accuracy_m = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["technician", "at"], name="network_position_once"),
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180)
                & Q(longitude__lte=180),
                name="network_position_on_earth",
            ),
        ]
