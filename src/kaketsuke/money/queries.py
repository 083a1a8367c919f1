"""What is read of money: price list, estimates, bill, receipt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.money import bills, cooling_off, sealed, tax_numbers
from kaketsuke.money.bills import AgreedLine, Bill
from kaketsuke.money.models import Collection, Estimate, EstimateLine, JobFee, PriceItem, Receipt
from kaketsuke.onsite import clocks
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import keys, sealing
from kaketsuke.rules import charge


@dataclass(frozen=True, slots=True)
class PriceLine:
    """An item of the price list as it is shown and as `decide charge` reads it."""

    code: str
    kind: str
    name: str
    name_en: str
    unit: str
    max_unit_yen: int


@dataclass(frozen=True, slots=True)
class EstimateCard:
    """A version of the estimate with its lines and the payer's answer, if given."""

    id: UUID
    case_id: UUID
    version: int
    made_at: datetime
    payer: str
    lines: tuple[AgreedLine, ...]
    subtotal_yen: int
    tax_percent: int
    tax_yen: int
    total_yen: int
    approved: bool | None
    answered_at: datetime | None
    newest: bool

    @property
    def open(self) -> bool:
        """Whether the payer may still answer."""
        return self.newest and self.approved is None


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """A receipt, opened for showing. It prints without its recipient."""

    case_id: UUID
    number: int
    issuer_name: str
    issuer_tax_number: str
    recipient: str
    lines: tuple[dict[str, object], ...]
    subtotal_yen: int
    tax_percent: int
    tax_yen: int
    total_yen: int
    method: str
    issued_at: datetime
    id: UUID
    worked_on: date
    firm_id: UUID

    @property
    def qualified(self) -> bool:
        """Whether it is a qualified invoice; else a plain receipt that says so."""
        return tax_numbers.is_valid(self.issuer_tax_number)

    @property
    def free_of_charge(self) -> bool:
        """Whether nothing was to pay."""
        return self.total_yen == 0

    def __repr__(self) -> str:
        """Keep the recipient out of logs."""
        return f"ReceiptCard({self.case_id}, {self.number})"


@dataclass(frozen=True, slots=True)
class SettlementCard:
    """How a case was paid, or why not; whether it can be cancelled, and what is given back."""

    method: str
    billed_yen: int
    collected_yen: int
    unpaid_reason: str
    firm_name: str
    last_day: date | None
    may_cancel: bool
    cancelled_at: datetime | None
    refund_yen: int
    refund_due_on: date | None
    refunded_at: datetime | None
    return_number: int | None

    @property
    def unpaid(self) -> bool:
        """Whether the firm still has a claim."""
        return self.method == "unpaid" and self.cancelled_at is None


def settlement_of(case_id: UUID, *, at: datetime) -> SettlementCard | None:
    """Return how a case was settled, once it was."""
    collection = (
        Collection.objects.filter(case_id=case_id)
        .select_related("firm", "case__cancellation__refund__invoice")
        .first()
    )
    if collection is None:
        return None
    cancelled = getattr(collection.case, "cancellation", None)
    refund = getattr(cancelled, "refund", None)
    returned = getattr(refund, "invoice", None)
    received_on = timezone.localdate(collection.collected_at)
    owed = collection.method != "none"
    in_time = cooling_off.is_open(received_on=received_on, today=timezone.localdate(at))
    return SettlementCard(
        method=collection.method,
        billed_yen=collection.case.settled_total_yen or 0,
        collected_yen=collection.amount_yen,
        unpaid_reason=collection.unpaid_reason,
        firm_name=collection.firm.name,
        last_day=cooling_off.last_day(received_on) if owed else None,
        may_cancel=owed and in_time and cancelled is None,
        cancelled_at=cancelled.cancelled_at if cancelled else None,
        refund_yen=cancelled.refund_yen if cancelled else 0,
        refund_due_on=cancelled.refund_due_on if cancelled else None,
        refunded_at=refund.refunded_at if refund else None,
        return_number=returned.number if returned else None,
    )


def price_list(company_id: UUID, *, on: datetime) -> list[PriceLine]:
    """Return a company's price list in force at a moment, by kind (A1.3)."""
    names = tuple(PriceLine.__dataclass_fields__)
    listed = sorted(
        items_in_force(company_id, at=on).values(), key=lambda each: (each.kind, each.code)
    )
    return [PriceLine(**{name: getattr(each, name) for name in names}) for each in listed]


def items_in_force(company_id: UUID, *, at: datetime) -> dict[str, PriceItem]:
    """Return the items by code. One query.

    A successor without a list of its own is bound by those of whom it succeeded (F-2), by the
    lower price where two of them differ: nobody pays more because companies merged.
    """
    found = list(
        PriceItem.objects.filter(
            company_id__in=party_queries.line_of(company_id, at), valid__contains=at
        ).order_by("-max_unit_yen")
    )
    own = [item for item in found if item.company_id == company_id]
    return {item.code: item for item in own or found}


def fees_of(company_id: UUID, *, at: datetime) -> dict[UUID, JobFee]:
    """Return what is agreed with each firm, with the company whose word it is. One query.

    What was agreed by one that the company succeeded binds it until it agrees its own (F-2).
    """
    found = JobFee.objects.filter(
        company_id__in=party_queries.line_of(company_id, at), valid__contains=at
    ).order_by("valid__startswith")
    agreed = sorted(found, key=lambda fee: fee.company_id == company_id)
    return {fee.firm_id: fee for fee in agreed}


def fee_of(firm_id: UUID, company_id: UUID, *, at: datetime) -> JobFee | None:
    """Return what was agreed with a firm, by the company or by one that it succeeded (F-2)."""
    return fees_of(company_id, at=at).get(firm_id)


def dated_items(company_id: UUID, *, at: datetime) -> list[PriceItem]:
    """Return what is on a company's price list at a moment or will be, by kind and code."""
    ahead = Q(valid__contains=at) | Q(valid__startswith__gt=at)
    found = PriceItem.objects.filter(ahead, company_id=company_id)
    return list(found.order_by("kind", "code", "valid__startswith"))


def price_list_entries(items: Iterable[PriceItem]) -> tuple[charge.PriceListEntry, ...]:
    """Return the items in the terms of the written service."""
    return tuple(
        charge.PriceListEntry(
            item=item.code,
            kind=charge.LineKind(item.kind),
            max_unit_price=item.max_unit_yen,
            unit=item.unit,
        )
        for item in items
    )


def estimates_of(case_id: UUID) -> list[EstimateCard]:
    """Return every version of the estimate of this visit, the newest first.

    What somebody else had offered before is no longer open, and no longer agreed (A1.3).
    """
    found = list(
        _of_this_visit(case_id)
        .select_related("approval")
        .prefetch_related("lines__item")
        .order_by("-version")
    )
    return [_card(estimate, newest=estimate is found[0]) for estimate in found]


def open_estimate(case_id: UUID) -> EstimateCard | None:
    """Return the version that waits for the payer's answer."""
    return next((card for card in estimates_of(case_id) if card.open), None)


def approved_estimate(case_id: UUID) -> EstimateCard | None:
    """Return the version in force: the newest that was approved."""
    return next((card for card in estimates_of(case_id) if card.approved), None)


def moments_carried(estimate_id: UUID) -> dict[UUID, tuple[datetime | None, datetime | None]]:
    """Return when the carried lines of a version were first approved and begun, by line."""
    carried = EstimateLine.objects.filter(estimate=estimate_id, carried_from__isnull=False)
    found = carried.values_list("pk", "carried_from__approved_at", "carried_from__begun_at")
    return {pk: (approved, begun) for pk, approved, begun in found}


def estimate_named(case_id: UUID, name: UUID) -> UUID | None:
    """Return a version of a case by its own id, or by the key of the press that made it."""
    own = Estimate.objects.filter(case_id=case_id)
    if own.filter(pk=name).exists():
        return name
    made = Entry.objects.filter(case_id=case_id, event="EstimateMade", idempotency_key=name).first()
    return (
        own.filter(version=made.facts["version"]).values_list("pk", flat=True).get()
        if made
        else None
    )


def line_named(case_id: UUID, name: UUID, *, item: str = "") -> UUID | None:
    """Return a line as it stands in the version in force, or None.

    The name is that of the line as it was first written, or of the version that first held it:
    then the item tells which of its new lines is meant.
    """
    lines = EstimateLine.objects.filter(estimate__case_id=case_id)
    found = lines.filter(pk=name).first()
    if found is None and (estimate_id := estimate_named(case_id, name)):
        fresh = lines.filter(estimate=estimate_id, carried_from=None)
        found = fresh.filter(item__code=item).order_by("pk").first()
    binding = binding_estimate(case_id)
    while found is not None and binding is not None and found.estimate_id != binding.id:
        # Approved versions carry each other's lines in one chain; a declined one leads nowhere.
        found = lines.filter(carried_from=found, estimate__approval__approved=True).first()
    return found.id if found is not None and binding is not None else None


def binding_estimate(case_id: UUID) -> Estimate | None:
    """Return the row of the version in force."""
    agreed = _of_this_visit(case_id).filter(approval__approved=True)
    return agreed.order_by("-version").first()


def versions_made(case_id: UUID) -> int:
    """Return how many versions a case has had, those of earlier visits too."""
    return Estimate.objects.filter(case_id=case_id).count()


def _of_this_visit(case_id: UUID) -> QuerySet[Estimate]:
    made = Estimate.objects.filter(case_id=case_id)
    begun = dispatch_queries.visit_begun(case_id)
    return made if begun is None else made.filter(made_at__gte=begun)


def bill(case_id: UUID, *, at: datetime) -> Bill:
    """Return what is to pay as things stand (A1.3, 3.3)."""
    case = Case.objects.get(pk=case_id)
    binding = binding_estimate(case_id)
    lines = [agreed(line) for line in _lines_of(binding)] if binding else []
    priced_at = binding.made_at if binding else at
    return bills.bill(
        lines,
        spans=clocks.spans_of(case_id),
        until=at,
        worked_on=worked_on(case_id, at=at),
        payer=case.requested_by,
        price_list=price_list_entries(items_in_force(case.company_id, at=priced_at).values()),
        approved_total_yen=binding.total_yen if binding else 0,
    )


def worked_on(case_id: UUID, *, at: datetime) -> date:
    """Return the day of the work in Japan: the day on which it was begun."""
    spans = clocks.spans_of(case_id)
    return timezone.localdate(spans[0][0] if spans else at)


def receipt_of(case_id: UUID) -> ReceiptCard | None:
    """Return the receipt of a case, opened."""
    receipt = Receipt.objects.filter(case_id=case_id).first()
    if receipt is None:
        return None
    key = keys.open_key("money", receipt.id)
    recipient = sealing.open_sealed(
        key, receipt.recipient_sealed, context=sealed.recipient(receipt.id)
    )
    return ReceiptCard(
        case_id=case_id,
        number=receipt.number,
        issuer_name=receipt.issuer_name,
        issuer_tax_number=receipt.issuer_tax_number,
        recipient=recipient,
        lines=tuple(receipt.lines),
        subtotal_yen=receipt.subtotal_yen,
        tax_percent=receipt.tax_percent,
        tax_yen=receipt.tax_yen,
        total_yen=receipt.total_yen,
        method=receipt.method,
        issued_at=receipt.issued_at,
        id=receipt.id,
        worked_on=receipt.worked_on or timezone.localdate(receipt.issued_at),
        firm_id=receipt.firm_id,
    )


def agreed(line: EstimateLine) -> AgreedLine:
    """Return a row as a frozen line."""
    return AgreedLine(
        id=line.id,
        item=line.item.code,
        kind=line.kind,
        description=line.description,
        unit=line.item.unit,
        quantity=line.quantity,
        unit_yen=line.unit_yen,
        approved_at=line.approved_at,
        begun_at=line.begun_at,
        name_en=line.item.name_en,
    )


def _lines_of(estimate: Estimate) -> Iterable[EstimateLine]:
    return estimate.lines.select_related("item").order_by("pk")


def _card(estimate: Estimate, *, newest: bool) -> EstimateCard:
    approval = getattr(estimate, "approval", None)
    return EstimateCard(
        id=estimate.id,
        case_id=estimate.case_id,
        version=estimate.version,
        made_at=estimate.made_at,
        payer=estimate.payer,
        lines=tuple(agreed(line) for line in sorted(estimate.lines.all(), key=lambda x: x.pk)),
        subtotal_yen=estimate.subtotal_yen,
        tax_percent=estimate.tax_percent,
        tax_yen=estimate.tax_yen,
        total_yen=estimate.total_yen,
        approved=approval.approved if approval else None,
        answered_at=approval.answered_at if approval else None,
        newest=newest,
    )
