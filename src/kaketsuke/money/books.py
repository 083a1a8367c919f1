"""Receipts as electronic books: found by date, amount and party, by ranges, and by two at once.

The law on electronic books asks for exactly that. Recipients are sealed, so a name is not looked up
in the database: what date and amount leave over is opened here and compared. That costs a tenth of
a second for thousands of receipts, and no index of who paid lies about.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.money.models import Cancellation, Collection, Receipt
from kaketsuke.money.queries import TOKYO, recipient_place
from kaketsuke.people import keys, sealing

MOST: Final = 5_000
ERASED: Final = "（鍵が消去されています）"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; what is not given is not asked."""

    from_day: date | None = None
    until_day: date | None = None
    least_yen: int | None = None
    most_yen: int | None = None
    party: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A receipt in the books. It prints without its recipient."""

    case_id: UUID
    case_number: int
    number: int
    issued_at: datetime
    issuer_name: str
    issuer_tax_number: str
    recipient: str
    subtotal_yen: int
    tax_percent: int
    tax_yen: int
    total_yen: int
    method: str
    cancelled: bool

    def __repr__(self) -> str:
        """Keep the recipient out of logs."""
        return f"Row({self.number})"


def receipts(viewer: Viewer, asked: Asked) -> tuple[list[Row], bool]:
    """Return the receipts of the viewer's companies, newest first, and whether these are all."""
    found = Receipt.objects.filter(company_id__in=viewer.company_ids)
    if asked.from_day:
        found = found.filter(issued_at__gte=_midnight(asked.from_day))
    if asked.until_day:
        found = found.filter(issued_at__lt=_midnight(asked.until_day + timedelta(days=1)))
    if asked.least_yen is not None:
        found = found.filter(total_yen__gte=asked.least_yen)
    if asked.most_yen is not None:
        found = found.filter(total_yen__lte=asked.most_yen)
    newest = found.select_related("case__cancellation").order_by("-issued_at", "-number")
    rows = list(newest if asked.party else newest[: MOST + 1])
    opened = keys.open_keys("money", [receipt.id for receipt in rows])
    answer = [_row(receipt, opened.get(receipt.id)) for receipt in rows]
    if asked.party:
        wanted = _folded(asked.party)
        answer = [
            row
            for row in answer
            if wanted in _folded(row.recipient) or wanted in _folded(row.issuer_name)
        ]
    return answer[:MOST], len(answer) <= MOST


def _row(receipt: Receipt, key: bytes | None) -> Row:
    place = recipient_place(receipt.id)
    return Row(
        case_id=receipt.case_id,
        case_number=receipt.case.number,
        number=receipt.number,
        issued_at=receipt.issued_at,
        issuer_name=receipt.issuer_name,
        issuer_tax_number=receipt.issuer_tax_number,
        recipient=sealing.open_sealed(key, receipt.recipient_sealed, context=place)
        if key
        else ERASED,
        subtotal_yen=receipt.subtotal_yen,
        tax_percent=receipt.tax_percent,
        tax_yen=receipt.tax_yen,
        total_yen=receipt.total_yen,
        method=receipt.method,
        cancelled=hasattr(receipt.case, "cancellation"),
    )


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=TOKYO)


def settled_case(viewer: Viewer, number: int) -> UUID | None:
    """Return the settled case of that number, where it is one of the viewer's companies."""
    found = Collection.objects.filter(company_id__in=viewer.company_ids, case__number=number)
    return found.values_list("case_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Due:
    """A refund that a firm owes a customer, or has paid."""

    case_id: UUID
    case_number: int
    firm_name: str
    amount_yen: int
    cancelled_at: datetime
    due_on: date
    refunded_at: datetime | None
    refund_method: str
    refund_reference: str


def refunds(viewer: Viewer) -> list[Due]:
    """Return what firms owe back after cancellations, the earliest due first, the paid last."""
    found = (
        Cancellation.objects.filter(company_id__in=viewer.company_ids, refund_yen__gt=0)
        .select_related("case", "firm", "refund")
        .order_by("refund_due_on", "pk")
    )
    return sorted((_due(each) for each in found), key=lambda due: due.refunded_at is not None)


def refunds_due(viewer: Viewer, *, today: date) -> int:
    """Return how many refunds should have been given back by today and were not."""
    if not viewer.has("supervisor", "claims", "office"):
        return 0
    owed = Cancellation.objects.filter(company_id__in=viewer.company_ids, refund_yen__gt=0)
    return owed.filter(refund_due_on__lte=today, refund__isnull=True).count()


def _due(cancelled: Cancellation) -> Due:
    refund = getattr(cancelled, "refund", None)
    return Due(
        case_id=cancelled.case_id,
        case_number=cancelled.case.number,
        firm_name=cancelled.firm.name,
        amount_yen=cancelled.refund_yen,
        cancelled_at=cancelled.cancelled_at,
        due_on=cancelled.refund_due_on,
        refunded_at=refund.refunded_at if refund else None,
        refund_method=refund.method if refund else "",
        refund_reference=refund.reference if refund else "",
    )
