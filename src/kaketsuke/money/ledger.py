"""What is read of the ledger of fees: for the office all of it, for a contractor its own lines."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.money.models import Payable


@dataclass(frozen=True, slots=True)
class Line:
    """One finished job on a statement."""

    id: UUID
    case_number: int
    firm_name: str
    payer: str
    amount_yen: int
    done_on: date
    due_on: date
    paid_on: date | None
    reference: str


def statement(viewer: Viewer, *, month: date) -> list[Line]:
    """Return the lines of the viewer's companies for jobs done in a month, firm by firm."""
    return _lines(Payable.objects.filter(company_id__in=viewer.company_ids), month)


def own_statement(viewer: Viewer, *, month: date) -> list[Line]:
    """Return the lines of a contractor's own firms, and nothing of the firms beside them."""
    with context.as_system():
        return _lines(Payable.objects.filter(firm_id__in=viewer.firm_ids), month)


def _lines(found: QuerySet[Payable], month: date) -> list[Line]:
    of_month = found.filter(done_on__year=month.year, done_on__month=month.month)
    ordered = of_month.select_related("case", "firm", "payer_firm").order_by(
        "firm__path", "done_on", "pk"
    )
    return [
        Line(
            id=each.id,
            case_number=each.case.number,
            firm_name=each.firm.name,
            payer=each.payer_firm.name if each.payer_firm else "",
            amount_yen=each.amount_yen,
            done_on=each.done_on,
            due_on=each.due_on,
            paid_on=each.paid_on,
            reference=each.reference,
        )
        for each in ordered
    ]
