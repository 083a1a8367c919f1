"""The end at the door: collected by the firm that worked, receipted once and as agreed."""

import pytest
from django.db import IntegrityError, connection, transaction

from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.cases.refusals import CannotAdvance
from kaketsuke.money import queries, refusals, services, tasks
from kaketsuke.money.models import Collection, EstimateLine, Receipt
from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify.models import Message
from kaketsuke.onsite.refusals import CannotAct
from tests import door, world


def charged(at):
    """A case with 5,500 yen of special work, agreed and done."""
    door.price_list(at.world)
    at.working()
    estimate = at.estimate(("SP-1", 1))
    at.answer(estimate)
    line = EstimateLine.objects.get(estimate=estimate)
    services.begin_line(line.pk, technician=at.technician, now=at.wait(1).now)
    at.open_door(method="non_destructive", lock_usable=True)
    return at


@pytest.mark.clause("A1.3")
def test_within_the_free_hour_the_receipt_is_free_of_charge(at):
    receipt = at.opened().settle()
    assert receipt.total_yen == 0
    assert queries.receipt_of(at.case.pk).free_of_charge
    assert at.state == "settled"


def test_a_free_bill_settles_itself_when_nobody_does(at):
    at.opened()
    assert services.settle_free(at.case.pk, now=at.wait(10).now).total_yen == 0
    assert services.settle_free(at.case.pk, now=at.wait(1).now) is None
    assert at.state == "settled"


def test_a_bill_with_something_to_pay_does_not_settle_itself(at):
    charged(at)
    assert services.settle_free(at.case.pk, now=at.now) is None
    assert at.state == "opened"


@pytest.mark.clause("3.3")
@pytest.mark.parametrize("method", ["cash", "card", "code"])
def test_the_firm_that_worked_collects_and_receipts(at, method):
    receipt = charged(at).settle(method)
    assert (receipt.firm_id, receipt.total_yen, receipt.tax_yen) == (
        at.world.firm.pk,
        5_500,
        500,
    )
    card = queries.receipt_of(at.case.pk)
    assert (card.recipient, card.method, card.issuer_name) == (
        "佐藤 花子",
        method,
        at.world.firm.name,
    )
    assert not card.qualified
    assert Case.objects.get(pk=at.case.pk).settled_total_yen == 5_500


@pytest.mark.clause("3.3")
def test_unpaid_needs_a_reason_and_gets_no_receipt(at):
    charged(at)
    with pytest.raises(refusals.CannotSettle) as refused:
        at.settle("unpaid")
    assert refused.value.sentence == refusals.REASON_FOR_UNPAID
    assert at.settle("unpaid", unpaid_reason="no_cash") is None
    assert Collection.objects.get(case=at.case).amount_yen == 0
    assert (at.state, Receipt.objects.count()) == ("settled", 0)


@pytest.mark.parametrize(("method", "free"), [("cash", True), ("none", False), ("gift", True)])
def test_a_method_that_does_not_fit_the_bill_is_refused(at, method, free):
    at.opened() if free else charged(at)
    with pytest.raises(refusals.CannotSettle):
        at.settle(method)
    assert at.state == "opened"


def test_paid_twice_is_paid_once(at):
    first = charged(at).settle("cash")
    assert at.settle("cash").pk == first.pk
    assert (Collection.objects.count(), Receipt.objects.count()) == (1, 1)
    with pytest.raises(refusals.CannotSettle) as refused:
        at.settle("card")
    assert refused.value.sentence == refusals.SETTLED_OTHERWISE


def test_only_an_open_door_is_settled_by_its_technician(at):
    at.working()
    with pytest.raises(refusals.CannotSettle):
        at.settle()
    at.open_door(method="non_destructive", lock_usable=True)
    at.technician = at.world.hayashi.pk
    with pytest.raises(CannotAct):
        at.settle()


@pytest.mark.clause("A1.2.2")
def test_an_owed_check_comes_before_the_money(under_leave):
    inside = {**door.LICENCE, "kind": "locked_inside"}
    under_leave.at_the_door().answer_check(
        facts={**door.SATO_HERE, "photo_id": inside}, code_word_said=True
    )
    under_leave.begin_work()
    under_leave.open_door(method="non_destructive", lock_usable=True)
    with pytest.raises(CannotAdvance):
        under_leave.settle()
    assert services.settle_free(under_leave.case.pk, now=under_leave.now) is None


@pytest.mark.clause("A1.3")
def test_overtime_is_charged_by_the_clock(at):
    door.price_list(at.world)
    at.working()
    at.answer(at.estimate(("OT", 30)))
    at.wait(67).open_door(method="non_destructive", lock_usable=True)
    receipt = at.settle("cash")
    assert receipt.subtotal_yen == 10 * 100
    line = EstimateLine.objects.get(item__code="OT")
    assert line.approved_at <= line.begun_at


def test_receipts_are_numbered_without_a_gap(at):
    first = at.opened().settle()
    case_services.close_when_done(at.case.pk, now=at.now)
    case = Case.objects.get(pk=at.case.pk)
    assert (case.state, case.outcome) == ("closed", "done")
    from kaketsuke.dispatch import services as dispatch_services

    dispatch_services.withdraw_offers(at.case.pk, now=at.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(
            company_id=case.company_id,
            case=case,
            firm_id=first.firm_id,
            number=7,
            subtotal_yen=0,
            tax_percent=10,
            tax_yen=0,
            total_yen=0,
            recipient_sealed=b"x",
            issued_at=at.now,
        )
    after = door.open_case(at.world, now=at.wait(30).now)
    again = door.Door(at.world, after, now=at.now).opened().settle()
    assert (first.number, again.number) == (1, 2)


def test_a_receipt_never_changes(at):
    charged(at).settle("cash")
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.update(total_yen=1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM money_receipt")


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize("agreed", [True, False])
def test_the_database_refuses_a_receipt_above_the_agreement(at, agreed):
    charged(at)
    estimate = queries.binding_estimate(at.case.pk) if agreed else None
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Receipt.objects.create(
            company_id=at.world.company.pk,
            case=at.case,
            firm=at.world.firm,
            number=9,
            estimate=estimate,
            subtotal_yen=5_001,
            tax_percent=10,
            tax_yen=500,
            total_yen=5_501,
            recipient_sealed=b"x",
            issued_at=at.now,
        )
    assert "approved estimate" in str(refused.value)


def test_the_recipients_name_is_nowhere_in_clear(at):
    charged(at).settle("cash")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM money_receipt r")
        assert "佐藤" not in cursor.fetchone()[0]


def test_a_receipt_is_given_to_nobody_elses_technician(at):
    charged(at).settle("cash")
    with pytest.raises(CannotAct):
        services.settle(
            at.case.pk, method="cash", technician=at.world.hayashi.pk, now=at.wait(1).now
        )


@pytest.mark.clause("3.3")
def test_who_paid_is_sent_the_receipt_once_and_nobody_else(at):
    twin = world.add_resident(at.world.company, family="同居", given="次郎", phone="090-0000-0299")
    world.register(twin, dwelling=at.world.home, terms=at.world.terms)
    charged(at).settle("cash")
    for _twice in range(2):
        tasks.send_receipt(case_id=str(at.case.pk))
    sent = Message.objects.filter(subject_id=at.case.pk, template="receipt")
    assert [message.person_id for message in sent] == [at.world.sato.pk]
    [shown] = [
        each for each in notify_queries.about("case", [at.case.pk]) if each.template == "receipt"
    ]
    assert "5,500" in shown.body
    assert "/t/" in shown.body


def test_a_visit_that_cost_nothing_sends_no_receipt(at):
    at.opened().settle()
    tasks.send_receipt(case_id=str(at.case.pk))
    assert not Message.objects.filter(subject_id=at.case.pk, template="receipt").exists()


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize("lapsed", [True, False])
def test_the_database_refuses_money_above_what_the_case_holds(at, lapsed):
    charged(at)
    if lapsed:
        Case.objects.filter(pk=at.case.pk).update(approved_minutes=0, approved_total_yen=0)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Collection.objects.create(
            company_id=at.world.company.pk,
            case=at.case,
            firm=at.world.firm,
            method="cash",
            amount_yen=1 if lapsed else 5_501,
            collected_at=at.now,
        )
    assert "agreed on the case" in str(refused.value)
