import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.rules import charge, questions
from kaketsuke.rules.facts import MalformedFacts

BEGUN = "2026-05-01T23:30:00+09:00"
A_SECOND_LATER = "2026-05-01T23:30:01+09:00"
PRICES = [
    {"item": "OT", "kind": "overtime", "unit": "minute", "max_unit_price": 110},
    {"item": "CYL", "kind": "material", "unit": "piece", "max_unit_price": 9000},
]


def line(kind="material", quantity=1, unit_price=1000, **changed):
    agreed = {"approved_at": BEGUN, "begun_at": BEGUN, "item": None, "description": "部品"}
    return {"kind": kind, "quantity": quantity, "unit_price": unit_price, **agreed, **changed}


def bill(*lines, minutes=45, worked_on="2026-05-01", **more):
    facts = {"worked_on": worked_on, "minutes": minutes, "lines": list(lines), **more}
    return questions.answer("charge", facts)


def amounts(answer):
    return [charged["amount"] for charged in answer["lines"]]


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize("minutes", [0, 59, 60])
def test_work_within_the_free_hour_costs_nothing(minutes):
    answer = bill(minutes=minutes)
    assert (answer["base"], answer["subtotal"], answer["tax"], answer["total"]) == (0, 0, 0, 0)
    assert answer["findings"] == []


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize(
    ("minutes", "quantity", "charged"),
    [(59, 1, 0), (60, 1, 0), (61, 1, 100), (61, 2, 0), (90, 30, 3000), (90, 31, 0)],
)
def test_overtime_counts_the_minutes_past_sixty_and_no_more(minutes, quantity, charged):
    answer = bill(line("overtime", quantity, 100), minutes=minutes)
    assert amounts(answer) == [charged]
    assert [found["clause"] for found in answer["findings"]] == ([] if charged else ["A1.3"])


def test_several_overtime_lines_share_the_minutes_past_sixty():
    refused = line("overtime", 5, 100, approved_at=None)
    answer = bill(refused, line("overtime", 6, 100), line("overtime", 5, 100), minutes=70)
    assert amounts(answer) == [0, 600, 0]


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize(
    ("approved_at", "begun_at", "charged"),
    [
        ("2026-05-01T23:29:59+09:00", BEGUN, 1000),
        (BEGUN, BEGUN, 1000),
        (A_SECOND_LATER, BEGUN, 0),
        ("2026-05-01T14:30:00Z", BEGUN, 1000),
        ("2026-05-01T14:30:01Z", BEGUN, 0),
        (None, BEGUN, 0),
        (BEGUN, None, 0),
        (None, None, 0),
    ],
)
def test_a_line_counts_only_if_approved_before_it_was_begun(approved_at, begun_at, charged):
    answer = bill(line(approved_at=approved_at, begun_at=begun_at))
    assert amounts(answer) == [charged]
    assert len(answer["findings"]) == (charged == 0)


@pytest.mark.parametrize(
    ("item", "kind", "unit_price", "charged"),
    [
        ("CYL", "material", 8999, 8999),
        ("CYL", "material", 9000, 9000),
        ("CYL", "material", 9001, 0),
        ("CYL", "special_work", 1, 0),
        ("NONE", "material", 1, 0),
        (None, "material", 1, 0),
    ],
)
def test_an_unlisted_or_dearer_line_is_not_charged(item, kind, unit_price, charged):
    answer = bill(line(kind, 1, unit_price, item=item), price_list=PRICES)
    assert amounts(answer) == [charged]


def test_of_an_item_listed_twice_the_lower_price_binds():
    twice = [*PRICES, *({**each, "max_unit_price": 1} for each in PRICES)]
    answer = bill(line("material", 1, 9000, item="CYL"), price_list=twice)
    assert amounts(answer) == [0]


def test_an_empty_price_list_allows_nothing_and_none_compares_nothing():
    assert amounts(bill(line(), price_list=[])) == [0]
    assert amounts(bill(line(), price_list=None)) == [1000]


@pytest.mark.parametrize(
    ("worked_on", "tax_rate", "tax"),
    [
        ("2019-09-30", 0.08, 87),
        ("2019-10-01", 0.1, 109),
        ("1989-04-01", 0.03, 32),
    ],
)
def test_the_tax_of_the_day_is_rounded_down_once(worked_on, tax_rate, tax):
    answer = bill(line(unit_price=545), line(unit_price=546), worked_on=worked_on)
    assert (answer["subtotal"], answer["tax_rate"], answer["tax"]) == (1091, tax_rate, tax)
    assert answer["total"] == 1091 + tax


@pytest.mark.clause("3.3")
def test_whoever_asked_pays():
    assert bill()["payer"] == "resident"
    assert bill(requested_by="owner")["payer"] == "owner"


def test_a_refused_line_stays_on_the_bill_exactly_as_it_was_given():
    given = line(approved_at="2026-05-01T14:31:00Z")
    assert bill(given)["lines"] == [{**given, "amount": 0}]


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (1, 1), (59, 1), (60, 1), (3600, 60), (3601, 61)]
)
def test_a_begun_minute_counts(seconds, minutes):
    assert charge.billable_minutes(seconds) == minutes


def test_minutes_may_come_with_a_fraction_and_count_as_begun():
    facts = {"worked_on": "2026-05-01", "lines": []}
    for minutes, counted in ((60, 60), (Decimal("60.0"), 60), (Decimal("60.01"), 61), (60.5, 61)):
        assert charge.ChargeFacts.from_json({**facts, "minutes": minutes}).minutes == counted


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"worked_on": None}, "worked_on"),
        ({"worked_on": "1989-03-31"}, "worked_on"),
        ({"worked_on": "2026-02-30"}, "worked_on"),
        ({"minutes": None}, "minutes"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": True}, "minutes"),
        ({"minutes": "60"}, "minutes"),
        ({"lines": None}, "lines"),
        ({"lines": {}}, "lines"),
        ({"lines": [line(), 5]}, "lines[1]"),
        ({"lines": [line(kind="travel")]}, "lines[0].kind"),
        ({"lines": [line(quantity=0)]}, "lines[0].quantity"),
        ({"lines": [line(quantity=1.5)]}, "lines[0].quantity"),
        ({"lines": [line(quantity=True)]}, "lines[0].quantity"),
        ({"lines": [line(unit_price=-1)]}, "lines[0].unit_price"),
        ({"lines": [line(unit_price=None)]}, "lines[0].unit_price"),
        ({"lines": [line(approved_at="2026-05-01T23:30:00")]}, "lines[0].approved_at"),
        ({"lines": [line(colour="red")]}, "lines[0].colour"),
        ({"price_list": [{"item": "A", "kind": "material"}]}, "price_list[0].max_unit_price"),
        ({"requested_by": "neighbour"}, "requested_by"),
    ],
)
def test_a_malformed_bill_names_the_path(changed, path):
    facts = {"worked_on": "2026-05-01", "minutes": 45, "lines": [], **changed}
    with pytest.raises(MalformedFacts) as fault:
        questions.answer("charge", facts)
    assert fault.value.path == path


MOMENTS = st.sampled_from([None, "2026-05-01T23:00:00+09:00", BEGUN, A_SECOND_LATER])
LINES = st.builds(
    line,
    kind=st.sampled_from(["overtime", "special_work", "material"]),
    quantity=st.integers(1, 40),
    unit_price=st.integers(0, 20_000),
    approved_at=MOMENTS,
    begun_at=MOMENTS,
    item=st.sampled_from([None, "OT", "CYL"]),
)


@given(st.lists(LINES, max_size=5), st.integers(0, 120), st.sampled_from([None, PRICES]))
def test_a_bill_always_adds_up(lines, minutes, price_list):
    answer = bill(*lines, minutes=minutes, price_list=price_list)
    assert len(answer["lines"]) == len(lines)
    assert answer["subtotal"] == sum(amounts(answer))
    assert answer["tax"] == answer["subtotal"] * 10 // 100
    assert answer["total"] == answer["subtotal"] + answer["tax"]
    for charged in answer["lines"]:
        assert charged["amount"] in (0, charged["quantity"] * charged["unit_price"])
    overtime = [one for one in answer["lines"] if one["kind"] == "overtime" and one["amount"]]
    assert sum(one["quantity"] for one in overtime) <= max(0, minutes - 60)
    json.dumps(answer)


def test_facts_survive_the_way_through_json():
    given = {"worked_on": "2026-05-01", "minutes": 70, "lines": [line()], "price_list": PRICES}
    facts = charge.ChargeFacts.from_json(given)
    assert charge.ChargeFacts.from_json(facts.to_json()) == facts
