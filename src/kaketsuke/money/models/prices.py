"""What work may cost: the price list of a company, in force from a moment on."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from kaketsuke.database import rows
from kaketsuke.parties.models import Company

KINDS = [("overtime", "overtime"), ("special_work", "special_work"), ("material", "material")]


class PriceItem(rows.Row):
    """A line of a company's price list (料金表): three kinds only (A1.3)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="price_items")
    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=KINDS)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    unit = models.CharField(max_length=20)
    max_unit_yen = models.PositiveIntegerField()
    valid = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="money_price_item_no_overlap",
                expressions=[
                    ("company", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _ in KINDS]), name="money_price_item_kind"
            ),
        ]
