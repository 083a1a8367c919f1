"""Receipts as electronic books: found by date, amount and party, by ranges, and by two at once.

The law on electronic books asks for exactly that. Recipients are sealed, so a name is not looked up
in the database: what date and amount leave over is opened here and compared. That costs a tenth of
a second for thousands of receipts, and no index of who paid lies about.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from kaketsuke import clock
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.money import sealed
from kaketsuke.money.models import Cancellation, Collection, Receipt, ReturnInvoice
from kaketsuke.people import keys, sealing

MOST: Final = 5_000
PIECE: Final = 2_000
# A name is looked for among this many of the newest; a period narrows what has to be opened.
MOST_OPENED: Final = 20_000
# What a line of the books does not show, and is heavy.
NOT_LISTED: Final = {Receipt: "lines", ReturnInvoice: "pdf_sealed"}
Paper = TypeVar("Paper", Receipt, ReturnInvoice)
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
    returned: bool
    number: str
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

    @property
    def sign(self) -> int:
        """Return -1 for what was given back."""
        return -1 if self.returned else 1

    def names(self, wanted: str) -> bool:
        """Return whether a folded name is part of either party's."""
        return wanted in _folded(self.recipient) or wanted in _folded(self.issuer_name)

    def __repr__(self) -> str:
        """Keep the recipient out of logs."""
        return f"Row({self.number})"


def receipts(viewer: Viewer, asked: Asked, *, most: int = MOST) -> tuple[list[Row], bool]:
    """Return the papers of the viewer's companies, newest first, and whether these are all.

    Return invoices stand among the receipts, each on the day of its own.
    """
    sold = Receipt.objects.filter(company_id__in=viewer.company_ids)
    returned = ReturnInvoice.objects.filter(company_id__in=viewer.company_ids)
    sales, all_sold = _matching(
        _within(sold, asked).select_related("case__cancellation"), asked, most
    )
    returns, all_returned = _matching(_within(returned, asked).select_related("case"), asked, most)
    rows = sorted([*sales, *returns], key=lambda row: row.issued_at, reverse=True)
    return rows[:most], all_sold and all_returned and len(rows) <= most


def _within(found: QuerySet[Paper], asked: Asked) -> QuerySet[Paper]:
    if asked.from_day:
        found = found.filter(issued_at__gte=_midnight(asked.from_day))
    if asked.until_day:
        found = found.filter(issued_at__lt=_midnight(asked.until_day + timedelta(days=1)))
    if asked.least_yen is not None:
        found = found.filter(total_yen__gte=asked.least_yen)
    if asked.most_yen is not None:
        found = found.filter(total_yen__lte=asked.most_yen)
    return found.defer(NOT_LISTED[found.model]).order_by("-issued_at", "-pk")


def _matching(found: QuerySet[Paper], asked: Asked, most: int) -> tuple[list[Row], bool]:
    """Return the newest that match, and whether all were looked at; names piece by piece."""
    if not asked.party:
        rows = _opened(found[: most + 1])
        return rows[:most], len(rows) <= most
    wanted = _folded(asked.party)
    matching: list[Row] = []
    opened = 0
    for piece in _pieces(found[: MOST_OPENED + 1].iterator(chunk_size=PIECE)):
        opened += len(piece)
        matching += [row for row in _opened(piece) if row.names(wanted)]
        if len(matching) > most:
            break
    return matching[:most], len(matching) <= most and opened <= MOST_OPENED


def _opened(papers: Iterable[Receipt | ReturnInvoice]) -> list[Row]:
    held = list(papers)
    opened = keys.open_keys("money", [paper.id for paper in held])
    return [_row(paper, opened.get(paper.id)) for paper in held]


def _row(paper: Receipt | ReturnInvoice, key: bytes | None) -> Row:
    sold = isinstance(paper, Receipt)
    place = (sealed.recipient if sold else sealed.returned_to)(paper.id)
    return Row(
        case_id=paper.case_id,
        case_number=paper.case.number,
        returned=not sold,
        number=f"{paper.number}" if sold else f"R-{paper.number}",
        issued_at=paper.issued_at,
        issuer_name=paper.issuer_name,
        issuer_tax_number=paper.issuer_tax_number,
        recipient=sealing.open_sealed(key, paper.recipient_sealed, context=place)
        if key
        else ERASED,
        subtotal_yen=paper.subtotal_yen,
        tax_percent=paper.tax_percent,
        tax_yen=paper.tax_yen,
        total_yen=paper.total_yen,
        method=paper.method if isinstance(paper, Receipt) else "",
        cancelled=sold and hasattr(paper.case, "cancellation"),
    )


def _pieces(found: Iterator[Paper]) -> Iterator[list[Paper]]:
    while piece := list(islice(found, PIECE)):
        yield piece


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.TOKYO)


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
    return_number: int | None


def refunds(viewer: Viewer) -> list[Due]:
    """Return what firms owe back after cancellations, the earliest due first, the paid last."""
    found = (
        Cancellation.objects.filter(company_id__in=viewer.company_ids, refund_yen__gt=0)
        .select_related("case", "firm", "refund__invoice")
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
    returned = getattr(refund, "invoice", None)
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
        return_number=returned.number if returned else None,
    )
