"""Whoever comes after one who could not open begins anew, also with what it costs (A1.3)."""

import pytest

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.money import queries, refusals, services
from kaketsuke.money.models import EstimateLine
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.refusals import CannotAct
from tests import door

pytestmark = pytest.mark.clause("A1.3")


@pytest.fixture
def working(at):
    door.price_list(at.world)
    return at.working()


def begin_all(at):
    for line in queries.approved_estimate(at.case.pk).lines:
        if line.kind != "overtime":
            services.begin_line(line.id, technician=at.technician, now=at.wait(1).now)


def test_who_could_not_open_leaves_nothing_to_pay_to_the_next(working):
    at = working
    at.answer(at.estimate(("SP-1", 1), ("OT", 20)))
    begin_all(at)
    at.wait(70)
    at.next_one_works()
    case = Case.objects.get(pk=at.case.pk)
    assert (case.approved_minutes, case.approved_total_yen) == (0, 0)
    assert queries.approved_estimate(at.case.pk) is None
    [line] = EstimateLine.objects.filter(kind="special_work")
    with pytest.raises(refusals.CannotBegin):
        services.begin_line(line.pk, technician=at.technician, now=at.now)
    at.wait(20).open_door(method="non_destructive", lock_usable=True)
    assert at.settle().total_yen == 0
    assert at.state == "settled"


def test_an_estimate_that_one_left_open_is_not_approved_for_the_next(working):
    at = working
    left_open = at.estimate(("SP-1", 3))
    at.next_one_works()
    assert queries.open_estimate(at.case.pk) is None
    with pytest.raises(refusals.CannotAnswerEstimate, match="前の作業員"):
        services.answer_estimate(
            left_open.pk,
            approved=True,
            how="own_phone",
            actor=Actor(ActorRole.RESIDENT, at.world.sato.pk),
            sheet="electronic",
            now=at.now,
        )


def test_the_next_agrees_and_charges_what_is_new_alone(working):
    at = working
    at.answer(at.estimate(("SP-1", 2)))
    begin_all(at)
    at.next_one_works()
    fresh = at.estimate(("MAT-1", 1))
    assert (fresh.version, fresh.total_yen) == (2, 3_666)
    at.answer(fresh)
    begin_all(at)
    at.open_door(method="non_destructive", lock_usable=True)
    assert at.settle("cash").total_yen == 3_666


def test_the_minutes_of_one_who_failed_use_up_none_of_the_next_ones(working):
    at = working.wait(55)
    at.next_one_works().wait(30)
    assert onsite_services.reach_minutes(at.case.pk, now=at.now) is None
    clock = onsite_queries.clock(at.case.pk, at=at.now)
    assert (clock.minutes, clock.running) == (30, True)
    assert queries.bill(at.case.pk, at=at.now).minutes == 30


@pytest.mark.clause("2.1")
def test_who_agreed_to_breaking_with_one_has_not_agreed_with_the_next(working):
    at = working
    onsite_services.approve_breaking(
        at.case.pk, approved_by="company", actor=door.supervisor(at.world), now=at.now
    )
    at.agree_to_break(agreement=door.agreement("company"))
    at.next_one_works()
    with pytest.raises(CannotAct):
        at.open_door(method="destructive", lock_usable=True)
    at.agree_to_break(agreement=door.agreement("company"))
    at.open_door(method="destructive", lock_usable=True)


def test_sent_out_anew_by_a_supervisor_it_begins_anew_as_well(working):
    at = working
    at.answer(at.estimate(("SP-1", 1), ("OT", 20)))
    begin_all(at)
    at.safe_exit()
    case_services.advance(
        at.case.pk,
        event="Reoffered",
        actor=door.supervisor(at.world),
        now=at.wait(2).now,
        words="別の作業員を送る",
    )
    case = Case.objects.get(pk=at.case.pk)
    assert (case.state, case.approved_minutes, case.approved_total_yen) == ("offering", 0, 0)
