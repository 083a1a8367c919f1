"""The price list: three kinds, dated, with a greatest price."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit.models import Entry
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


BATTERY = services.PriceDraft("MT-BAT", "material", "電池", "Battery", "組", 880)
LOCK = services.PriceDraft("SP-1", "special_work", "特殊作業", "Special work", "回", 5_000)
OFFICE = Actor(ActorRole.OFFICE)


def publish(people, *drafts, days=0, now=NOW):
    return services.publish_price_list(
        people.company.pk, drafts, from_=now + timedelta(days=days), actor=OFFICE, now=now
    )


def codes(people, *, days=0):
    listed = queries.price_list(people.company.pk, on=NOW + timedelta(days=days, seconds=1))
    return {line.code: line.max_unit_yen for line in listed}


@pytest.mark.clause("A1.3")
def test_a_list_is_published_whole_for_a_day_to_come(people):
    publish(people, BATTERY, LOCK)
    publish(people, replace(BATTERY, max_unit_yen=990), days=7)
    assert codes(people) == {"MT-BAT": 880, "SP-1": 5_000}
    assert codes(people, days=7) == {"MT-BAT": 990}
    assert Entry.objects.filter(subject_kind="price_list").count() == 2


def test_a_planned_list_is_replaced_and_an_unchanged_item_keeps_its_row(people):
    publish(people, BATTERY, LOCK)
    publish(people, BATTERY, days=7)
    publish(people, BATTERY, LOCK, days=3)
    assert codes(people, days=30) == {"MT-BAT": 880, "SP-1": 5_000}
    assert PriceItem.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"max_unit_yen": 0}, refusals.PRICE_RANGE),
        ({"max_unit_yen": -1}, refusals.PRICE_RANGE),
        ({"max_unit_yen": 1_000_000_000}, refusals.PRICE_RANGE),
        ({"name": " "}, refusals.ITEM_TEXTS),
        ({"kind": "night"}, refusals.THREE_KINDS),
    ],
)
def test_a_list_with_one_wrong_item_is_not_published_at_all(people, changes, sentence):
    with pytest.raises(refusals.CannotSetPrice) as refused:
        publish(people, LOCK, replace(BATTERY, **changes))
    assert refused.value.sentence == sentence
    assert codes(people) == {}


def test_no_list_begins_in_the_past_or_names_an_item_twice(people):
    with pytest.raises(refusals.CannotSetPrice):
        publish(people, LOCK, days=-1)
    with pytest.raises(refusals.CannotSetPrice):
        publish(people, LOCK, LOCK)


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize("changed", [{"max_unit_yen": 9_000}, {"kind": "material"}])
def test_what_an_item_costs_never_changes_under_an_estimate(people, changed):
    set_price(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceItem.objects.update(**changed)
    # At the same moment set twice, it is the second that counts, in a row of its own.
    set_price(people, max_unit_yen=4_000)
    assert queries.items_in_force(people.company.pk, at=NOW)["SP-1"].max_unit_yen == 4_000


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize(
    "twin",
    [{"code": "mt-bat "}, {"code": "ＭＴ-ＢＡＴ"}, {"code": "MT-2", "name": " 電 池"}],
)
def test_an_item_that_stands_on_the_list_twice_is_refused(people, twin):
    drafts = [BATTERY, replace(BATTERY, **{"name": "別名", **twin, "max_unit_yen": 9_000})]
    with pytest.raises(refusals.CannotSetPrice) as refused:
        publish(people, *drafts)
    assert refused.value.sentence in (refusals.CODE_TWICE, refusals.NAME_TWICE)
    set_price(people, **asdict(BATTERY))
    with pytest.raises(refusals.CannotSetPrice):
        set_price(people, **asdict(drafts[1]))
    with pytest.raises(IntegrityError, match="stands on a price list once"), transaction.atomic():
        PriceItem.objects.create(company=people.company, valid=(NOW, None), **asdict(drafts[1]))
    assert PriceItem.objects.count() == 1
