"""What is read of the ledger of fees: for the office all of it, for a contractor its own lines."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.money import queries
from kaketsuke.money.models import Payable
from kaketsuke.network import queries as network_queries
from kaketsuke.parties import queries as party_queries


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


@dataclass(frozen=True, slots=True)
class Fee:
    """What a firm gets for one finished job of a company; none where nothing was agreed yet."""

    company_id: UUID
    company_name: str
    firm_id: UUID
    firm_name: str
    job_yen: int | None
    # The live contract with the firm and the pay that the ranking counts with.
    edge_id: UUID
    call_out_yen: int
    # The company that agreed it, where this one only succeeded it (F-2).
    taken_over_from: str = ""

    @property
    def differs(self) -> bool:
        """Return whether the ranking counts with another sum than the firm is paid."""
        return self.job_yen is not None and self.job_yen != self.call_out_yen


def fees(viewer: Viewer, *, at: datetime) -> list[Fee]:
    """Return every firm under contract with the viewer's companies, those without a fee first.

    Contracts and fees of a company that was succeeded are its successor's too (F-2).
    """
    companies = party_queries.companies(viewer)
    names = {company.pk: company.name for company in companies}
    found = []
    for company in companies:
        agreed = queries.fees_of(company.pk, at=at)
        for firm_id, chain in network_queries.links_of(company.pk, at).items():
            edge, fee = chain[-1], agreed.get(firm_id)
            found.append(
                Fee(
                    company.pk,
                    company.name,
                    firm_id,
                    edge.firm.name,
                    fee.job_yen if fee else None,
                    edge_id=edge.pk,
                    call_out_yen=edge.call_out_yen,
                    taken_over_from=names.get(fee.company_id, "")
                    if fee and fee.company_id != company.pk
                    else "",
                )
            )
    return sorted(found, key=lambda fee: (fee.job_yen is not None, fee.company_name, fee.firm_name))


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
