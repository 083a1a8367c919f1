"""What was taken at the door, and the firm's receipt of it."""

from django.db import models
from django.db.models import F, Q

from kaketsuke.cases.models import Case
from kaketsuke.database import rows
from kaketsuke.money.models.estimates import Estimate
from kaketsuke.network.models import Firm


class Collection(rows.Row):
    """What was taken at the door, by the firm that did the work (3.3); or why not."""

    METHODS = [
        ("none", "none"),
        ("cash", "cash"),
        ("card", "card"),
        ("code", "code"),
        ("unpaid", "unpaid"),
    ]

    company_id = models.UUIDField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="collection")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT)
    method = models.CharField(max_length=10, choices=METHODS)
    amount_yen = models.PositiveIntegerField()
    # What the terminal printed for a card or a code payment; never a card's own number.
    terminal_reference = models.CharField(max_length=20, default="")
    unpaid_reason = models.CharField(max_length=40, default="")
    collected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(method__in=["card", "code"]) | ~Q(terminal_reference=""),
                name="money_terminal_reference_is_kept",
            ),
            models.CheckConstraint(
                condition=~Q(method="unpaid") | ~Q(unpaid_reason=""),
                name="money_unpaid_needs_reason",
            ),
            models.CheckConstraint(
                condition=~Q(method__in=["none", "unpaid"]) | Q(amount_yen=0),
                name="money_nothing_is_zero",
            ),
        ]


class ReceiptCounter(models.Model):
    """The last numbers that a firm gave. Its locked row keeps the numbers without a gap."""

    firm = models.OneToOneField(Firm, primary_key=True, on_delete=models.PROTECT)
    last_number = models.PositiveIntegerField(default=0)
    # Return invoices are a series of their own.
    last_return_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """The firm's id and the number."""
        return f"ReceiptCounter {self.pk}"


class Receipt(rows.Row):
    """A receipt (領収書) of the firm; immutable, readable for seven years by a key of its own."""

    company_id = models.UUIDField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="receipt")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    # The issuer as it was on the day: a firm may change its name, a receipt may not.
    issuer_name = models.CharField(max_length=80)
    issuer_tax_number = models.CharField(max_length=14, default="")
    estimate = models.ForeignKey(Estimate, null=True, on_delete=models.PROTECT)
    subtotal_yen = models.PositiveIntegerField()
    tax_percent = models.PositiveSmallIntegerField()
    tax_yen = models.PositiveIntegerField()
    total_yen = models.PositiveIntegerField()
    lines = models.JSONField(default=list)
    method = models.CharField(max_length=10, choices=Collection.METHODS, default="none")
    # The day of the sale: an invoice names it beside its own date.
    worked_on = models.DateField(null=True)
    recipient_sealed = models.BinaryField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "number"], name="money_receipt_number"),
            models.CheckConstraint(
                condition=Q(total_yen=F("subtotal_yen") + F("tax_yen")),
                name="money_receipt_total_is_lines_plus_tax",
            ),
        ]
        indexes = [
            models.Index(fields=["company_id", "issued_at"], name="money_receipt_by_day"),
            models.Index(fields=["company_id", "total_yen"], name="money_receipt_by_amount"),
        ]


class ReceiptPaper(rows.Row):
    """The receipt as it was handed out: a PDF, sealed, the same bytes for seven years.

    Templates and fonts change; what a customer was given may not.
    """

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="receipt_papers")
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="paper")
    pdf_sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
