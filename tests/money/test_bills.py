"""What is charged? Never more than was approved before it was begun."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.money import bills
from kaketsuke.rules import charge

NINE = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
PRICES = tuple(
    charge.PriceListEntry(item=code, kind=charge.LineKind(kind), max_unit_price=yen)
    for code, kind, yen in (
        ("OT", "overtime", 100),
        ("SP", "special_work", 5_000),
        ("MAT", "material", 3_333),
    )
)


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def line(item="SP", *, quantity=1, unit_yen=None, approved=None, begun=None, number=1):
    kind, price = {
        "OT": ("overtime", 100),
        "SP": ("special_work", 5_000),
        "MAT": ("material", 3_333),
    }[item]
    return bills.AgreedLine(
        id=uuid.UUID(int=number),
        item=item,
        kind=kind,
        description=item,
        unit="分",
        quantity=quantity,
        unit_yen=price if unit_yen is None else unit_yen,
        approved_at=None if approved is None else after(approved),
        begun_at=None if begun is None else after(begun),
    )


def bill(*lines, worked=((0, 30),), until=300, approved_total=10**9):
    return bills.bill(
        lines,
        spans=[(after(begun), after(ended) if ended else None) for begun, ended in worked],
        until=after(until),
        worked_on=DAY,
        payer="resident",
        price_list=PRICES,
        approved_total_yen=approved_total,
    )


@pytest.mark.clause("A1.3")
def test_an_hour_of_work_is_free():
    answer = bill(worked=((0, 60),))
    assert (answer.minutes, answer.total_yen) == (60, 0)


@pytest.mark.clause("A1.3")
def test_tax_is_rounded_down_once_for_all_lines():
    lines = [line("MAT", approved=1, begun=2, number=number) for number in (1, 2, 3)]
    answer = bill(*lines)
    assert (answer.subtotal_yen, answer.tax_yen, answer.total_yen) == (9_999, 999, 10_998)


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize(
    ("approved", "begun", "charged"),
    [(None, None, 0), (5, None, 0), (5, 4.9, 0), (5, 5, 5_000), (5, 6, 5_000)],
)
def test_only_what_was_approved_before_it_was_begun(approved, begun, charged):
    assert bill(line(approved=approved, begun=begun)).subtotal_yen == charged


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize(("worked", "quantity"), [(60, 0), (60.01, 1), (61, 1), (70, 10), (95, 20)])
def test_overtime_counts_the_minutes_past_sixty_up_to_those_approved(worked, quantity):
    answer = bill(line("OT", quantity=20, approved=50), worked=((0, worked),))
    assert answer.subtotal_yen == quantity * 100


@pytest.mark.clause("A1.3")
def test_overtime_worked_before_its_approval_costs_nothing():
    answer = bill(line("OT", quantity=30, approved=70), worked=((0, 80),))
    assert answer.subtotal_yen == 10 * 100


@pytest.mark.clause("A1.3")
def test_after_a_pause_at_sixty_all_overtime_is_agreed():
    answer = bill(line("OT", quantity=30, approved=65), worked=((0, 60), (66, 76)))
    assert answer.subtotal_yen == 10 * 100


def test_two_agreements_on_overtime_charge_no_minute_twice():
    first = line("OT", quantity=10, approved=55, number=1)
    second = line("OT", quantity=20, approved=70, number=2)
    assert bill(first, second, worked=((0, 85),)).subtotal_yen == 25 * 100
    assert bill(second, first, worked=((0, 65),)).subtotal_yen == 5 * 100


def test_a_line_that_costs_nothing_says_why():
    [said] = bill(line(approved=5)).lines
    assert said.because == charge.REASONS[charge.Refusal.NOT_BEGUN]


@pytest.mark.clause("A1.3")
def test_a_line_above_the_list_is_not_charged():
    assert bill(line(approved=1, begun=2, unit_yen=5_001)).total_yen == 0


moments = st.none() | st.integers(0, 200)
agreed_lines = st.lists(
    st.tuples(
        st.sampled_from(["OT", "SP", "MAT"]),
        st.integers(1, 40),
        st.integers(0, 6_000),
        moments,
        moments,
    ),
    max_size=6,
)
work = st.lists(st.integers(1, 90), max_size=5)


@pytest.mark.clause("A1.3")
@given(agreed_lines, work, st.booleans())
def test_the_bill_never_exceeds_what_was_approved_before_it_was_begun(drawn, stretches, running):
    lines = [
        line(item, quantity=q, unit_yen=yen, approved=a, begun=b, number=number)
        for number, (item, q, yen, a, b) in enumerate(drawn, start=1)
    ]
    worked, at = [], 0
    for stretch in stretches:
        worked.append((at, at + stretch))
        at += stretch + 5
    if running and worked:
        worked[-1] = (worked[-1][0], None)
    answer = bill(*lines, worked=tuple(worked), until=at + 10)

    approved = sum(each.amount_yen for each in lines if each.approved_at is not None)
    begun_after = sum(
        each.amount_yen
        for each in lines
        if each.approved_at is not None
        and (each.kind == "overtime" or (each.begun_at or NINE) >= each.approved_at)
    )
    assert answer.subtotal_yen <= begun_after <= approved
    assert answer.subtotal_yen == sum(each.amount_yen for each in answer.lines)
    assert answer.tax_yen == answer.subtotal_yen * 10 // 100
    assert answer.total_yen == answer.subtotal_yen + answer.tax_yen
    overtime = sum(
        each.amount_yen > 0 and each.line.quantity
        for each in answer.lines
        if each.line.kind == "overtime"
    )
    assert overtime <= max(0, answer.minutes - 60)
    for each in answer.charged:
        assert each.line.approved_at <= each.line.begun_at
