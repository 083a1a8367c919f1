"""What was agreed: versions of the estimate, their lines, the payer's word."""

from django.db import models
from django.db.models import F, Q

from kaketsuke.cases.models import Case
from kaketsuke.database import rows
from kaketsuke.money.models.prices import KINDS, PriceItem


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


class DisownedApproval(rows.Row):
    """The payer told a supervisor that an approval was none of theirs; it binds nobody (A1.3)."""

    company_id = models.UUIDField()
    estimate = models.OneToOneField(Estimate, on_delete=models.PROTECT, related_name="disowned")
    disowned_at = models.DateTimeField()
    heard_by_id = models.UUIDField()
