"""What firms are owed for the free service: fees agreed, and a line for each job done."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from kaketsuke.cases.models import Case
from kaketsuke.database import rows
from kaketsuke.network.models import Firm
from kaketsuke.parties.models import Company

LATEST_DUE = timedelta(days=60)  # by the law on entrusting work, from the day it was done


class JobFee(rows.Row):
    """What a firm gets for one finished job from whoever handed it the work (X-16)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="job_fees")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="job_fees")
    job_yen = models.PositiveIntegerField()
    valid = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="money_job_fee_no_overlap",
                expressions=[
                    ("company", RangeOperators.EQUAL),
                    ("firm", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Payable(rows.Row):
    """A line of a contractor statement (支払明細): the fee behind the free service, and its day.

    Whoever handed the work on pays: the operating company, or the firm above. Residents and owners
    see nothing of it.
    """

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payables")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="payables")
    payer_firm = models.ForeignKey(Firm, null=True, on_delete=models.PROTECT, related_name="+")
    amount_yen = models.PositiveIntegerField()
    done_on = models.DateField()
    due_on = models.DateField()
    paid_on = models.DateField(null=True)
    reference = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "firm"], name="money_payable_once"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("done_on")) & Q(due_on__lte=F("done_on") + LATEST_DUE),
                name="money_payable_within_sixty_days",
            ),
        ]
        indexes = [models.Index(fields=["company_id", "due_on"], name="money_payable_due")]
