"""Yen are integers. An estimate is approved before the paid part begins; no receipt exceeds it."""

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


class Estimate(rows.Row):
    """A version of the estimate (見積り) of one case."""

    company_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="estimates")
    version = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    payer = models.CharField(max_length=10, choices=[("resident", "resident"), ("owner", "owner")])
    subtotal_yen = models.PositiveIntegerField()
    tax_percent = models.PositiveSmallIntegerField()
    tax_yen = models.PositiveIntegerField()
    total_yen = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="money_estimate_version"),
            models.UniqueConstraint(fields=["id", "version"], name="money_estimate_id_version"),
            models.CheckConstraint(
                condition=Q(total_yen=F("subtotal_yen") + F("tax_yen")),
                name="money_estimate_total_is_lines_plus_tax",
            ),
        ]


class EstimateLine(rows.Row):
    """A line of an estimate."""

    company_id = models.UUIDField()
    estimate = models.ForeignKey(Estimate, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(PriceItem, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=KINDS)
    description = models.CharField(max_length=60)
    quantity = models.PositiveIntegerField()
    unit_yen = models.PositiveIntegerField()
    # When the payer first approved this line; a later version that carries the line keeps it.
    approved_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="money_line_quantity"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _ in KINDS]), name="money_line_kind"
            ),
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True)
                | Q(approved_at__isnull=False, approved_at__lte=F("begun_at")),
                name="money_line_begun_only_after_approval",
            ),
        ]


class Approval(rows.Row):
    """The payer's word on one version: approved or declined, when, how, and signed by what.

    On the own phone the unguessable link speaks for the payer; on the technician's glass it is a
    drawn signature, or the typed name with the code beside the total; by telephone the operator
    who read the total out.
    """

    HOW = [
        ("own_phone", "own_phone"),
        ("technicians_screen", "technicians_screen"),
        ("by_telephone", "by_telephone"),
    ]
    SIGNED = [("", ""), ("drawn", "drawn"), ("typed", "typed")]
    # How the statutory sheet reached the payer; electronically only with consent.
    SHEET = [("", ""), ("electronic", "electronic"), ("paper", "paper")]

    company_id = models.UUIDField()
    estimate = models.OneToOneField(Estimate, on_delete=models.PROTECT, related_name="approval")
    approved = models.BooleanField()
    answered_at = models.DateTimeField()
    how = models.CharField(max_length=20, choices=HOW)
    signed = models.CharField(max_length=10, choices=SIGNED, default="")
    signature_sealed = models.BinaryField(null=True)
    sheet = models.CharField(max_length=10, choices=SHEET, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed="") | Q(signature_sealed__isnull=False),
                name="money_approval_signed_is_kept",
            ),
        ]


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
