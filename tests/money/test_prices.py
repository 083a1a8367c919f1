"""The price list: three kinds, dated, with a greatest price."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.money import queries, refusals, services
from kaketsuke.money.models import PriceItem
from tests.world import NOW


def set_price(people, **changes):
    given = {
        "code": "SP-1",
        "kind": "special_work",
        "name": "特殊作業",
        "name_en": "Special work",
        "unit": "回",
        "max_unit_yen": 5_000,
        "now": NOW,
    }
    return services.set_price_item(people.company.pk, **{**given, **changes})


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize("kind", ["travel", "night", "cancel", "base"])
def test_there_are_three_kinds_and_no_other(people, kind):
    with pytest.raises(refusals.CannotSetPrice):
        set_price(people, kind=kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceItem.objects.create(
            company=people.company,
            code="X",
            kind=kind,
            name="x",
            name_en="x",
            unit="回",
            max_unit_yen=1,
            valid=(NOW, None),
        )


@pytest.mark.parametrize("yen", [0, -1, 1_000_000])
def test_a_senseless_price_is_refused(people, yen):
    with pytest.raises(refusals.CannotSetPrice):
        set_price(people, max_unit_yen=yen)


def test_overtime_is_priced_by_the_minute(people):
    with pytest.raises(refusals.CannotSetPrice):
        set_price(people, kind="overtime", unit="30分")


def test_a_new_price_ends_the_former_and_both_can_be_read(people):
    set_price(people)
    set_price(people, max_unit_yen=6_000, now=NOW + timedelta(days=30))
    [before] = queries.price_list(people.company.pk, on=NOW + timedelta(days=29))
    [since] = queries.price_list(people.company.pk, on=NOW + timedelta(days=30))
    assert (before.max_unit_yen, since.max_unit_yen) == (5_000, 6_000)


def test_the_database_refuses_two_prices_of_an_item_at_once(people):
    item = set_price(people)
    item.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save(force_insert=True)


def test_another_companys_list_is_another_list(people):
    set_price(people)
    assert queries.price_list(people.other_company.pk, on=NOW) == []


def test_an_item_taken_off_the_list_is_not_offered_any_more(people):
    set_price(people)
    services.end_price_item(people.company.pk, code="SP-1", now=NOW + timedelta(days=1))
    assert queries.price_list(people.company.pk, on=NOW + timedelta(days=2)) == []
