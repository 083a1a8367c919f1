"""The ledger behind the free service: one line a firm and job, due in time, seen by few."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases import services as case_services
from kaketsuke.money import due_days, ledger, refusals, services, tasks
from kaketsuke.money.models import JobFee, Payable
from kaketsuke.network.models import Firm
from tests import world
from tests.world import LONG_AGO

DONE = date(2026, 11, 22)
pytestmark = pytest.mark.clause("4.1")


def test_nobody_waits_longer_than_sixty_days_the_first_counted():
    assert due_days.latest(DONE) == date(2027, 1, 20)
    assert due_days.due_on(DONE) == DONE + timedelta(days=45)


@pytest.mark.parametrize(("above", "days"), [(10, 40), (45, 45), (None, 45)])
def test_one_person_to_whom_the_work_was_handed_on_is_paid_within_thirty_days_of_above(above, days):
    above_due = DONE + timedelta(days=above) if above is not None else None
    due = due_days.due_on(DONE, one_person=True, above_due_on=above_due)
    assert due == DONE + timedelta(days=days)


@pytest.fixture
def done(at):
    """The sub-contractor's technician has finished a free job."""
    for firm, yen in ((at.world.firm, 9_000), (at.world.sub_firm, 7_000)):
        services.set_job_fee(at.world.company.pk, firm_id=firm.pk, job_yen=yen, now=LONG_AGO)
    at.world.mori.shifts.all().delete()
    at.opened().settle()
    case_services.close_when_done(at.case.pk, now=at.now)
    return at


def test_a_finished_job_is_owed_down_the_chain_once(done):
    for _twice in range(2):
        tasks.note_payables(case_id=str(done.case.pk))
    lines = ledger.statement(world.viewer(done.world.operator), month=DONE)
    assert [(line.firm_name, line.payer, line.amount_yen) for line in lines] == [
        ("見本施錠サービス", "", 9_000),
        ("見本下請ロック", "見本施錠サービス", 7_000),
    ]
    assert all(line.due_on <= line.done_on + timedelta(days=59) for line in lines)


def test_a_firm_without_an_agreed_fee_and_an_unfinished_job_get_no_line(at):
    at.opened()
    assert services.note_payables(at.case.pk) == []
    at.settle()
    case_services.close_when_done(at.case.pk, now=at.now)
    assert services.note_payables(at.case.pk) == []


def test_a_payment_is_noted_once_and_the_line_never_changes(done):
    line = services.note_payables(done.case.pk)[0]
    with pytest.raises(refusals.CannotPay):
        services.record_payment(line.pk, reference=" ", now=done.now)
    services.record_payment(line.pk, reference="F-1", now=done.now)
    assert services.record_payment(line.pk, reference="F-2", now=done.now).reference == "F-1"
    with pytest.raises(IntegrityError), transaction.atomic():
        Payable.objects.update(amount_yen=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payable.objects.all()._raw_delete("default")


def test_the_database_refuses_a_day_later_than_the_law_allows(done):
    [line, _below] = services.note_payables(done.case.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payable.objects.create(
            company_id=line.company_id,
            case=line.case,
            firm=Firm.objects.create(path="other", name="別の業者"),
            amount_yen=1,
            done_on=DONE,
            due_on=DONE + timedelta(days=61),
        )


def test_a_new_fee_ends_the_former_and_is_within_reason(at):
    world_ = at.world
    for yen in (9_000, 9_500):
        services.set_job_fee(
            world_.company.pk, firm_id=world_.firm.pk, job_yen=yen, now=at.wait(1).now
        )
    assert JobFee.objects.filter(valid__endswith__isnull=True).get().job_yen == 9_500
    for wrong in (0, 1_000_000):
        with pytest.raises(refusals.CannotPay):
            services.set_job_fee(
                world_.company.pk, firm_id=world_.firm.pk, job_yen=wrong, now=at.now
            )


@pytest.mark.clause("A1.3")
def test_residents_owners_and_technicians_see_nothing_of_it(as_app_role, done):
    services.note_payables(done.case.pk)
    here = done.world
    for viewer in (
        Viewer(case_ids=frozenset({done.case.pk}), person_ids=frozenset({here.sato.pk})),
        Viewer(owner_ids=frozenset({here.owner.pk})),
        Viewer(technician_id=done.technician, case_ids=frozenset({done.case.pk})),
    ):
        with context.acting_as(viewer):
            assert (Payable.objects.count(), JobFee.objects.count()) == (0, 0)


def test_a_contractor_reads_its_own_lines_alone(done):
    services.note_payables(done.case.pk)
    below = Viewer(firm_ids=frozenset({done.world.sub_firm.pk}))
    assert [line.amount_yen for line in ledger.own_statement(below, month=DONE)] == [7_000]
