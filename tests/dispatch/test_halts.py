"""Stopped in the middle: who is asked, who is let go, and what waits for the residents' notice."""

from datetime import timedelta

import pytest

from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import queries, services
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.parties import services as party_services
from tests import door, stories, world
from tests.world import LONG_AGO, NOW

LATER = NOW + timedelta(seconds=20)


def test_a_stop_while_somebody_is_asked_takes_the_offer_back(at):
    offer = door.first_offer(at.case)
    token = case_services.make_link(at.case.pk, at.world.sato.pk, now=NOW)
    case_services.press_stop(token, now=LATER)
    services.withdraw_offers(at.case.pk, now=LATER)
    assert Offer.objects.get(pk=offer.pk).answer == "withdrawn"


def test_offering_anew_after_a_halt_lets_the_technician_go_and_asks_the_next(at):
    offer = door.first_offer(at.case)
    services.answer_offer(offer.pk, technician=offer.technician_id, accept=True, now=LATER)
    boss = stories.supervisor(at.world)
    for event in (Event.HALTED_BY_SUPERVISOR, Event.REOFFERED):
        case_services.advance(at.case.pk, event=event, actor=boss, now=LATER, words="別の方へ")
    [following] = services.start_offers(at.case.pk, now=LATER)
    assert not Assignment.objects.filter(released_at=None).exists()
    assert following.technician_id == at.world.hayashi.pk
    assert queries.lead_of(at.case.pk) is None


@pytest.mark.clause("2.1")
def test_an_owners_case_asks_nobody_before_the_residents_were_told(at):
    case_services.advance(
        at.case.pk, event=Event.RESIDENT_CANCELLED, actor=stories.operator(at.world), now=NOW
    )
    agent = world.add_resident(at.world.company, family="管理", given="太郎", kind="agent")
    party_services.give_mandate(at.world.owner, person_id=agent.pk, now=LONG_AGO)
    request = stories.owner_calls(at.world, agent=agent.pk)
    case = case_services.open_case(request.id, actor=stories.operator(at.world), now=NOW)
    assert services.start_offers(case.pk, now=NOW) == ()
    case_services.settle_owner_notice(
        case.pk, how="call_tried", actor=stories.operator(at.world), now=NOW
    )
    assert services.start_offers(case.pk, now=NOW)
    assert Case.objects.get(pk=case.pk).requested_by == "owner"
