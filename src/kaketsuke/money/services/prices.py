"""Keeps the price list: three kinds only, dated, with a greatest price (A1.3)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kaketsuke.money import refusals
from kaketsuke.money.models import KINDS, PriceItem

OVERTIME_UNIT = "分"
DEAREST_YEN = 999_999


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
    """Set what an item may cost at most from now on. Raises: CannotSetPrice."""
    if kind not in {each for each, _ in KINDS}:
        raise refusals.CannotSetPrice(refusals.THREE_KINDS)
    if kind == "overtime" and unit != OVERTIME_UNIT:
        raise refusals.CannotSetPrice(refusals.OVERTIME_IS_BY_THE_MINUTE)
    if not 1 <= max_unit_yen <= DEAREST_YEN:
        raise refusals.CannotSetPrice(refusals.PRICE_RANGE)
    end_price_item(company_id, code=code, now=now)
    return PriceItem.objects.create(
        company_id=company_id,
        code=code,
        kind=kind,
        name=name,
        name_en=name_en,
        unit=unit,
        max_unit_yen=max_unit_yen,
        valid=DateTimeTZRange(now, None, "[)"),
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
