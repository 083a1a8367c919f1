"""Money of a claim: paid in place of owner and contractor, asked back from the firm, assigned."""

from django.db import models
from django.db.models import Q

from kaketsuke.claims.models.damages import Claim, Decision
from kaketsuke.database import rows
from kaketsuke.network.models import Firm
from kaketsuke.parties.models import Owner


class Payment(rows.Row):
    """What the operating company paid in place of the owner and the contractors (4.2)."""

    METHODS = [(each, each) for each in ("transfer", "cash")]

    company_id = models.UUIDField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="payment")
    amount_yen = models.PositiveIntegerField()
    method = models.CharField(max_length=10, choices=METHODS)
    paid_on = models.DateField()
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_yen__gt=0), name="claims_payment_of_something"
            )
        ]


class Recourse(rows.Row):
    """One entry of the ledger against the firm at fault; its sum is what the firm still owes."""

    KINDS = [(each, each) for each in ("demanded", "received", "waived")]

    company_id = models.UUIDField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="recourse")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="recourse")
    kind = models.CharField(max_length=10, choices=KINDS)
    amount_yen = models.PositiveIntegerField()
    entered_on = models.DateField()
    entered_by_id = models.UUIDField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_yen__gt=0), name="claims_recourse_of_something"
            )
        ]


class CreditorChange(rows.Row):
    """The company or an owner assigned a claim that arose from the service to a creditor (4.6).

    Only these two: the registrants agreed beforehand to nobody else's assignment.
    """

    FROM = [("company", "company"), ("owner", "owner")]

    company_id = models.UUIDField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="creditor_changes")
    former = models.CharField(max_length=10, choices=FROM)
    former_owner = models.ForeignKey(Owner, null=True, on_delete=models.PROTECT)
    # A legal person: names of people are never written here.
    new_creditor = models.CharField(max_length=80)
    amount_yen = models.PositiveIntegerField()
    assigned_on = models.DateField()
    notice_sent_at = models.DateTimeField()
    entered_by_id = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(former="company", former_owner__isnull=True)
                | Q(former="owner", former_owner__isnull=False),
                name="claims_creditor_former_named",
            ),
            models.CheckConstraint(condition=~Q(new_creditor=""), name="claims_creditor_new_named"),
        ]
