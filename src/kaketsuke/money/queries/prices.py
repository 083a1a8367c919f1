"""What may be asked for: the price list in force, and what is agreed with firms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kaketsuke.money.models import JobFee, PriceItem
from kaketsuke.parties import queries as party_queries
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
