"""Cooling-off: eight days, no reason, all of it back, once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Entry
from kaketsuke.money import cooling_off, queries, refusals, services, tasks
from kaketsuke.money.models import Cancellation, EstimateLine, Refund
from kaketsuke.notify import queries as notify_queries
from tests import door

OFFICE = Actor(ActorRole.OFFICE)


@pytest.fixture
def paid(at):
    """5,500 yen of special work, agreed, done and paid in cash."""
    return charged(at, method="cash")


def charged(at, *, opened_only=False, **settled):
    door.price_list(at.world)
    at.working()
    at.answer(at.estimate(("SP-1", 1)))
    line = EstimateLine.objects.get()
    services.begin_line(line.pk, technician=at.technician, now=at.wait(1).now)
    at.open_door(method="non_destructive", lock_usable=True)
    if opened_only:
        return at
    at.settle(**settled)
    case_services.close_when_done(at.case.pk, now=at.now)
    return at


def resident(at):
    return Actor(ActorRole.RESIDENT, at.world.sato.pk)


def cancel(at, *, days=0):
    return services.cancel_contract(
        at.case.pk, actor=resident(at), now=at.now + timedelta(days=days)
    )


def test_the_day_of_the_paper_is_the_first_of_eight():
    assert cooling_off.last_day(date(2026, 11, 22)) == date(2026, 11, 29)
    for today, still in ((date(2026, 11, 29), True), (date(2026, 11, 30), False)):
        assert cooling_off.is_open(received_on=date(2026, 11, 22), today=today) is still


@pytest.mark.clause("A1.3")
def test_on_the_eighth_day_the_whole_amount_is_due_back(paid):
    cancelled = cancel(paid, days=7)
    assert (cancelled.refund_yen, cancelled.how) == (5_500, "own_link")
    assert cancelled.refund_due_on == cancelled.cancelled_on + timedelta(days=7)
    card = queries.settlement_of(paid.case.pk, at=paid.now + timedelta(days=7))
    assert (card.may_cancel, card.refund_yen, card.refunded_at) == (False, 5_500, None)
    assert Entry.objects.filter(case=paid.case, event="ContractCancelled").count() == 1
    assert paid.state == "closed"


def test_on_the_ninth_day_it_is_too_late(paid):
    with pytest.raises(refusals.CannotCancel) as refused:
        cancel(paid, days=8)
    assert refused.value.sentence == refusals.TOO_LATE_TO_CANCEL
    assert not queries.settlement_of(paid.case.pk, at=paid.now + timedelta(days=8)).may_cancel


def test_cancelled_twice_is_cancelled_once(paid):
    assert cancel(paid).pk == cancel(paid, days=1).pk


@pytest.mark.clause("3.3")
def test_an_unpaid_bill_lapses_and_nothing_is_given_back(at):
    charged(at, method="unpaid", unpaid_reason="no_cash")
    assert cancel(at).refund_yen == 0
    assert not queries.settlement_of(at.case.pk, at=at.now).unpaid
    with pytest.raises(refusals.CannotRefund) as refused:
        services.record_refund(at.case.pk, method="cash", actor=OFFICE, now=at.now)
    assert refused.value.sentence == refusals.NO_REFUND_DUE


def test_what_cost_nothing_or_is_not_settled_cannot_be_cancelled(at):
    at.opened()
    with pytest.raises(refusals.CannotCancel) as refused:
        cancel(at)
    assert refused.value.sentence == refusals.NOT_SETTLED_YET
    at.settle()
    with pytest.raises(refusals.CannotCancel) as refused:
        cancel(at)
    assert refused.value.sentence == refusals.NOTHING_TO_CANCEL


def test_only_the_payer_or_the_desk_cancels(paid):
    somebody = Actor(ActorRole.RESIDENT, paid.world.aoki.pk)
    with pytest.raises(refusals.CannotCancel):
        services.cancel_contract(paid.case.pk, actor=somebody, now=paid.now)
    at_the_desk = services.cancel_contract(
        paid.case.pk, actor=door.operator(paid.world), now=paid.now
    )
    assert at_the_desk.how == "desk"


def test_a_refund_is_recorded_once_and_whole(paid):
    cancel(paid)
    with pytest.raises(refusals.CannotRefund) as refused:
        services.record_refund(paid.case.pk, method="transfer", actor=OFFICE, now=paid.now)
    assert refused.value.sentence == refusals.REFUND_REFERENCE
    first, again = (
        services.record_refund(
            paid.case.pk, method="transfer", reference="B-7", actor=OFFICE, now=paid.now
        )
        for _twice in range(2)
    )
    assert (first.pk, first.amount_yen) == (again.pk, 5_500)
    assert Entry.objects.filter(case=paid.case, event="RefundPaid").count() == 1


def test_the_database_refuses_another_amount_or_a_late_day(paid):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        _cancellation(paid, refund_yen=5_000)
    assert "what was collected" in str(refused.value)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        _cancellation(paid, cancelled_on=paid.now.date() + timedelta(days=1))
    assert "money_cancelled_in_time" in str(refused.value)
    cancelled = cancel(paid)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.create(
            company_id=paid.world.company.pk,
            case=paid.case,
            cancellation=cancelled,
            amount_yen=1,
            method="cash",
            refunded_at=paid.now,
        )


@pytest.mark.parametrize("table", [Cancellation, Refund])
def test_a_cancellation_never_changes(paid, table):
    cancel(paid)
    services.record_refund(paid.case.pk, method="cash", actor=OFFICE, now=paid.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.all()._raw_delete("default")


def test_the_payer_is_told_of_the_cancellation_once(paid):
    cancel(paid)
    for _twice in range(2):
        tasks.send_cancellation(case_id=str(paid.case.pk))
    told = [
        each
        for each in notify_queries.about("case", [paid.case.pk])
        if each.template == "contract_cancelled"
    ]
    assert len(told) == 1
    assert "5,500 円" in told[0].body
    assert "/receipt/" in told[0].body


def _cancellation(at, **changes):
    today = at.now.date()
    given = {
        "company_id": at.world.company.pk,
        "case": at.case,
        "firm": at.world.firm,
        "how": "desk",
        "last_day": today,
        "cancelled_on": today,
        "cancelled_at": at.now,
        "refund_yen": 5_500,
        "refund_due_on": today,
    }
    Cancellation.objects.create(**{**given, **changes})
