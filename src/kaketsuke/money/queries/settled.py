"""How a case was settled, and its receipt, opened."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from kaketsuke.money import cooling_off, sealed, tax_numbers
from kaketsuke.money.models import Collection, Receipt
from kaketsuke.people import keys, sealing


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


def has_receipt(case_id: UUID) -> bool:
    """Return whether a receipt was given for a case; nothing of it is opened."""
    return Receipt.objects.filter(case_id=case_id).exists()


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
