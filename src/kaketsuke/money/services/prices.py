"""Keeps the price list: three kinds only, dated, with a greatest price (A1.3).

A list is published whole, for now or for a day to come. What was in force stays as it was: an
estimate is held against the list of its own day.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import services as audit_services
from kaketsuke.database import constraints
from kaketsuke.money import refusals
from kaketsuke.money.models import KINDS, PriceItem
from kaketsuke.parties.models import Company

OVERTIME_UNIT: Final = "分"
DEAREST_YEN: Final = 999_999
ONCE: Final = {"money_price_item_once": refusals.CannotSetPrice(refusals.NAME_TWICE)}
LONGEST: Final = {"code": 30, "name": 60, "name_en": 80, "unit": 20}


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """One item of a list: its kind, its unit and what a unit may cost at most, without tax."""

    code: str
    kind: str
    name: str
    name_en: str
    unit: str
    max_unit_yen: int


@transaction.atomic
def publish_price_list(
    company_id: UUID, drafts: Sequence[PriceDraft], *, from_: datetime, actor: Actor, now: datetime
) -> list[PriceItem]:
    """Publish a company's whole list from a moment on; what it leaves out ends there.

    A list planned for that moment or later is replaced: it was never in force. Items that stay as
    they are keep their row. Raises: CannotSetPrice.
    """
    if from_ < now:
        raise refusals.CannotSetPrice(refusals.PRICES_BEGIN_LATER)
    for draft in drafts:
        _refuse(draft)
    _refuse_an_item_twice(drafts)
    Company.objects.select_for_update().get(pk=company_id)
    PriceItem.objects.filter(company_id=company_id, valid__startswith__gte=from_).delete()
    kept = _end_what_changes(company_id, {draft.code: draft for draft in drafts}, at=from_)
    published = [
        PriceItem(company_id=company_id, valid=DateTimeTZRange(from_, None, "[)"), **asdict(draft))
        for draft in drafts
        if draft.code not in kept
    ]
    with constraints.refusing(ONCE):
        PriceItem.objects.bulk_create(published)
    audit_services.append(
        "price_list",
        company_id,
        actor=str(actor.role),
        kind="PriceListPublished",
        payload={"from": from_.isoformat(), "items": [asdict(draft) for draft in drafts]},
        now=now,
    )
    return [*kept.values(), *published]


def _end_what_changes(
    company_id: UUID, wanted: dict[str, PriceDraft], *, at: datetime
) -> dict[str, PriceItem]:
    """End the items that the new list changes or leaves out; return those that stay, by code."""
    kept: dict[str, PriceItem] = {}
    still_open = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=at)
    for item in PriceItem.objects.select_for_update().filter(still_open, company_id=company_id):
        stays = wanted.get(item.code) == _draft_of(item)
        item.valid = DateTimeTZRange(item.valid.lower, None if stays else at, "[)")
        item.save(update_fields=["valid"])
        if stays:
            kept[item.code] = item
    return kept


def _draft_of(item: PriceItem) -> PriceDraft:
    """Return an item as a draft, for the next list."""
    return PriceDraft(
        code=item.code,
        kind=item.kind,
        name=item.name,
        name_en=item.name_en,
        unit=item.unit,
        max_unit_yen=item.max_unit_yen,
    )


@transaction.atomic
def set_price_item(
    company_id: UUID,
    *,
    code: str,
    kind: str,
    name: str,
    name_en: str,
    unit: str,
    max_unit_yen: int,
    now: datetime,
) -> PriceItem:
    """Set what one item may cost at most from now on. Raises: CannotSetPrice."""
    draft = PriceDraft(code, kind, name, name_en, unit, max_unit_yen)
    _refuse(draft)
    Company.objects.select_for_update().get(pk=company_id)
    end_price_item(company_id, code=code, now=now)
    with constraints.refusing(ONCE):
        return PriceItem.objects.create(
            company_id=company_id, valid=DateTimeTZRange(now, None, "[)"), **asdict(draft)
        )


@transaction.atomic
def end_price_item(company_id: UUID, *, code: str, now: datetime) -> None:
    """Take an item off the price list from now on; what was billed with it stays."""
    kept = PriceItem.objects.select_for_update().filter(
        company_id=company_id, code=code, valid__contains=now
    )
    for item in kept:
        item.valid = DateTimeTZRange(item.valid.lower, now, "[)")
        item.save(update_fields=["valid"])


def _refuse_an_item_twice(drafts: Sequence[PriceDraft]) -> None:
    """Of two prices for the same thing the dearer could be asked (A1.3)."""
    for texts, said in (
        ([draft.code for draft in drafts], refusals.CODE_TWICE),
        ([draft.name for draft in drafts], refusals.NAME_TWICE),
    ):
        if any(count > 1 for count in Counter(map(_folded, texts)).values()):
            raise refusals.CannotSetPrice(said)


def _folded(text: str) -> str:
    """Return a text without what people see no difference in: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _refuse(draft: PriceDraft) -> None:
    if draft.kind not in {each for each, _ in KINDS}:
        raise refusals.CannotSetPrice(refusals.THREE_KINDS)
    if draft.kind == "overtime" and draft.unit != OVERTIME_UNIT:
        raise refusals.CannotSetPrice(refusals.OVERTIME_IS_BY_THE_MINUTE)
    if not 1 <= draft.max_unit_yen <= DEAREST_YEN:
        raise refusals.CannotSetPrice(refusals.PRICE_RANGE)
    texts = {name: getattr(draft, name) for name in LONGEST}
    if any(not 1 <= len(text.strip()) <= LONGEST[name] for name, text in texts.items()):
        raise refusals.CannotSetPrice(refusals.ITEM_TEXTS)
