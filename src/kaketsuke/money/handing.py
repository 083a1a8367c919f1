"""Brings the facts of a case to its papers: who sells, where, for whom, and how it was agreed."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.money import papers, parties, payers, returns
from kaketsuke.money.models import Approval
from kaketsuke.money.parties import Place, Trader
from kaketsuke.money.queries import EstimateCard, ReceiptCard
from kaketsuke.money.returns import ReturnCard
from kaketsuke.network import queries as network_queries
from kaketsuke.people import queries as people_queries

HOW: Final = {
    "own_phone": "お客さまご自身の画面で",
    "technicians_screen": "作業員の画面で、ご署名により",
    "by_telephone": "お電話で、受付がお聞きして",
}


def sheet(card: EstimateCard, *, for_the_payer: bool) -> bytes:
    """Return the statutory sheet of one version as PDF.

    The technician hands over the same sheet without the customer's name, which no technician's
    phone needs to show.
    """
    with context.as_system():
        case = _case(card.case_id)
        lead = dispatch_queries.last_lead_of(case.id)
        trader = _trader(lead.firm_id) if lead else parties.NOBODY_YET
        place = _place(case, customer=payers.name_of(case) if for_the_payer else "")
        return papers.sheet(card, trader=trader, place=place, approved_how=_approved(card.id))


def sheet_words(case_id: UUID, *, at: datetime) -> dict[str, Any]:
    """Return what the sheet says beside figures and number, for a phone that shows it by itself."""
    with context.as_system():
        case = _case(case_id)
        lead = dispatch_queries.last_lead_of(case.id)
        trader = _trader(lead.firm_id) if lead else parties.NOBODY_YET
        return papers.sheet_words(trader, _place(case, customer=""), on=at)


def sheet_number(case_number: int, version: int | str) -> str:
    """Return how the sheet of a version is numbered."""
    return papers.number_of(case_number, version)


def receipt(card: ReceiptCard) -> bytes:
    """Return a receipt as PDF."""
    with context.as_system():
        case = _case(card.case_id)
        place = _place(case, customer=card.recipient)
        return papers.receipt(card, trader=_as_receipted(card), place=place)


def return_invoice(card: ReturnCard) -> bytes:
    """Return a return invoice as PDF."""
    sold = card.receipt
    with context.as_system():
        place = _place(_case(sold.case_id), customer=sold.recipient)
        return returns.paper(card, trader=_as_receipted(sold), place=place)


def _case(case_id: UUID) -> Case:
    return Case.objects.select_related("request", "company", "dwelling__building").get(pk=case_id)


def _as_receipted(card: ReceiptCard) -> Trader:
    """Name and number as they were on the day; the rest is where the firm can be found."""
    found = _trader(card.firm_id)
    return Trader(
        name=card.issuer_name,
        address=found.address,
        representative=found.representative,
        phone=found.phone,
        tax_number=card.issuer_tax_number,
    )


def _trader(firm_id: UUID) -> Trader:
    firm = network_queries.firm(firm_id)
    return Trader(
        name=firm.name,
        address=firm.address,
        representative=firm.representative,
        phone=firm.phone_display,
        tax_number=firm.tax_registration_number,
    )


def _place(case: Case, *, customer: str) -> Place:
    building = case.dwelling.building
    lead = dispatch_queries.last_lead_of(case.id)
    badge = network_queries.technician(lead.technician_id).badge if lead else ""
    return Place(
        case_number=case.number,
        company=case.company.name,
        where=f"{building.address} {building.name} {case.dwelling.room}",
        customer=customer,
        technician_badge=badge,
        reads_english=_reads_english(payers.person_of(case)),
    )


def _reads_english(person_id: UUID | None) -> bool:
    return person_id is not None and people_queries.languages_of([person_id]) == {person_id: "en"}


def _approved(estimate_id: UUID) -> str:
    given = Approval.objects.filter(
        estimate_id=estimate_id, approved=True, estimate__disowned=None
    ).first()
    if given is None:
        return ""
    moment = timezone.localtime(given.answered_at)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}、{HOW[given.how]}"
