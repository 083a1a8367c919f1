"""What was given back: cancelling in time, the refund, its return invoice."""

from django.db import models
from django.db.models import F, Q

from kaketsuke.cases.models import Case
from kaketsuke.database import rows
from kaketsuke.money.models.settled import Receipt
from kaketsuke.network.models import Firm


class Cancellation(rows.Row):
    """The payer went back on the agreement within the cooling-off time; nothing is owed for it."""

    HOW = [("own_link", "own_link"), ("desk", "desk")]

    company_id = models.UUIDField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="cancellation")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT)
    how = models.CharField(max_length=10, choices=HOW)
    last_day = models.DateField()
    cancelled_on = models.DateField()
    cancelled_at = models.DateTimeField()
    refund_yen = models.PositiveIntegerField()
    refund_due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_on__lte=F("last_day")), name="money_cancelled_in_time"
            ),
        ]


class Refund(rows.Row):
    """The firm gave back what it had collected."""

    METHODS = [("cash", "cash"), ("transfer", "transfer"), ("reversal", "reversal")]

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="refunds")
    cancellation = models.OneToOneField(
        Cancellation, on_delete=models.PROTECT, related_name="refund"
    )
    amount_yen = models.PositiveIntegerField()
    method = models.CharField(max_length=10, choices=METHODS)
    reference = models.CharField(max_length=40, default="")
    refunded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_yen__gte=1), name="money_refund_is_something")
        ]


class ReturnInvoice(rows.Row):
    """A return invoice (適格返還請求書): what the firm gave back of which sale, and its tax.

    The law asks for none under 10,000 yen; whoever got money back gets one all the same. It names
    the firm as the receipt does: both are of one sale. The paper is made with the row and kept.
    """

    company_id = models.UUIDField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="return_invoice")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="return_invoices")
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, related_name="invoice")
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="returned")
    number = models.PositiveIntegerField()
    issuer_name = models.CharField(max_length=80)
    issuer_tax_number = models.CharField(max_length=14, default="")
    worked_on = models.DateField()
    returned_on = models.DateField()
    subtotal_yen = models.PositiveIntegerField()
    tax_percent = models.PositiveSmallIntegerField()
    tax_yen = models.PositiveIntegerField()
    total_yen = models.PositiveIntegerField()
    recipient_sealed = models.BinaryField()
    pdf_sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "number"], name="money_return_number"),
            models.CheckConstraint(
                condition=Q(total_yen=F("subtotal_yen") + F("tax_yen")),
                name="money_return_total_is_lines_plus_tax",
            ),
        ]
