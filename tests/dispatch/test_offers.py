"""One technician after the other is asked, until one accepts or nobody is left."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import notices, queries, refusals, services
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.network import services as network_services
from kaketsuke.network.models import Edge
from kaketsuke.notify.models import Message
from tests import door
from tests.world import NOW


def late(seconds: float):
    return NOW + timedelta(seconds=seconds)


def test_the_nearest_is_asked_for_ninety_seconds(at):
    offer = door.first_offer(at.case)
    assert offer.technician_id == at.world.mori.pk
    assert offer.expires_at == late(90)
    [job] = ProcrastinateJob.objects.filter(task_name="dispatch.expire_offer")
    assert job.scheduled_at == late(90)
    assert job.args == {"offer_id": str(offer.pk)}


def test_starting_twice_asks_once(at):
    first = door.first_offer(at.case)
    assert door.first_offer(at.case, now=late(1)).pk == first.pk
    assert Offer.objects.count() == 1


def test_passing_moves_to_the_next(at):
    offer = door.first_offer(at.case)
    services.answer_offer(
        offer.pk, technician=offer.technician_id, accept=False, reason="too_far", now=late(10)
    )
    assert ProcrastinateJob.objects.filter(
        task_name="dispatch.start_offers", args={"case_id": str(at.case.pk)}
    ).exists()
    following = services.start_offers(at.case.pk, now=late(11))
    assert following.technician_id == at.world.hayashi.pk
    assert following.wave == 2


def test_silence_moves_to_the_next_once(at):
    offer = door.first_offer(at.case)
    following = services.expire_offer(offer.pk, now=late(90))
    assert following.technician_id == at.world.hayashi.pk
    assert services.expire_offer(offer.pk, now=late(91)) is None
    assert Offer.objects.count() == 2


def test_a_timer_that_rings_early_waits_again(at):
    offer = door.first_offer(at.case)
    assert services.expire_offer(offer.pk, now=late(89.9)) is None
    assert Offer.objects.get(pk=offer.pk).answer is None
    assert ProcrastinateJob.objects.filter(task_name="dispatch.expire_offer").count() == 2


def test_nobody_left_turns_the_case_red(at):
    services.expire_offer(door.first_offer(at.case).pk, now=late(90))
    second = Offer.objects.get(answer=None)
    assert services.expire_offer(second.pk, now=late(180)) is None
    case = Case.objects.get(pk=at.case.pk)
    assert (case.state, case.human_needed) == ("unfilled", "unfilled")
    assert ProcrastinateJob.objects.filter(task_name="cases.ring_a_human").exists()
    entry = Entry.objects.get(case=case, event="NobodyLeft")
    assert entry.facts["against"] == {"asked_before": 2}


def test_widened_everybody_is_asked_anew(at):
    from kaketsuke.cases import services as case_services

    services.expire_offer(door.first_offer(at.case).pk, now=late(90))
    services.expire_offer(Offer.objects.get(answer=None).pk, now=late(180))
    case_services.advance(at.case.pk, event="Widened", actor=door.operator(at.world), now=late(300))
    assert services.start_offers(at.case.pk, now=late(301)).technician_id == at.world.mori.pk


def test_accepting_binds_with_the_chain_of_contracts(at):
    at.accept()
    bound = queries.live_assignment(at.technician)
    assert (bound.case_id, at.state) == (at.case.pk, "assigned")
    assert NOW < bound.arrive_from < bound.arrive_until
    entry = Entry.objects.get(case=at.case, event="OfferAccepted")
    assert entry.facts["chain"] == [str(at.world.firm.pk)]


@pytest.mark.clause("4.1")
def test_a_chain_that_broke_since_the_offer_binds_nobody(at):
    offer = door.first_offer(at.case)
    edge = Edge.objects.get(firm=at.world.firm)
    network_services.end_edge(edge.pk, now=late(5))
    with pytest.raises(refusals.CannotAcceptOffer) as refused:
        services.answer_offer(offer.pk, technician=offer.technician_id, accept=True, now=late(10))
    assert refused.value.sentence == refusals.CHAIN_BROKEN
    assert not Assignment.objects.exists()


@pytest.mark.clause("4.1")
def test_below_a_dead_link_nobody_is_asked(at):
    edge = Edge.objects.get(firm=at.world.firm)
    network_services.end_edge(edge.pk, now=late(-60))
    assert services.start_offers(at.case.pk, now=NOW) is None
    assert at.state == "unfilled"
    [why, _] = queries.candidates(at.case.pk, at=NOW)
    assert why.reasons == ("委託契約がつながっていません",)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("accepted", refusals.TAKEN),
        ("passed", refusals.PASSED),
        ("expired", refusals.EXPIRED),
        ("withdrawn", refusals.WITHDRAWN),
    ],
)
def test_an_answered_offer_cannot_be_accepted(at, answer, sentence):
    offer = door.first_offer(at.case)
    Offer.objects.filter(pk=offer.pk).update(answer=answer, answered_at=late(1))
    with pytest.raises(refusals.CannotAcceptOffer) as refused:
        services.answer_offer(offer.pk, technician=offer.technician_id, accept=True, now=late(2))
    assert refused.value.sentence == sentence


def test_the_last_moment_is_too_late(at):
    offer = door.first_offer(at.case)
    with pytest.raises(refusals.CannotAcceptOffer):
        services.answer_offer(offer.pk, technician=offer.technician_id, accept=True, now=late(90))


def test_an_offer_to_another_is_nobody_elses(at):
    offer = door.first_offer(at.case)
    with pytest.raises(refusals.CannotAcceptOffer):
        services.answer_offer(offer.pk, technician=at.world.hayashi.pk, accept=True, now=late(1))


def test_an_answer_never_changes(at):
    offer = door.first_offer(at.case)
    services.answer_offer(offer.pk, technician=offer.technician_id, accept=False, now=late(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(answer="accepted")


def test_a_halted_case_takes_its_offers_back(at):
    from kaketsuke.cases import services as case_services

    offer = door.first_offer(at.case)
    case_services.advance(
        at.case.pk,
        event="HaltedBySupervisor",
        actor=door.supervisor(at.world),
        words="確認する",
        now=late(5),
    )
    assert services.withdraw_offers(at.case.pk, now=late(6)) == 1
    assert services.withdraw_offers(at.case.pk, now=late(7)) == 0
    assert Offer.objects.get(pk=offer.pk).answer == "withdrawn"


def test_a_cancelled_case_lets_its_technician_go(at):
    from kaketsuke.cases import services as case_services

    at.accept()
    case_services.advance(
        at.case.pk, event="ResidentCancelled", actor=door.operator(at.world), now=late(60)
    )
    services.withdraw_offers(at.case.pk, now=late(61))
    assert queries.live_assignment(at.technician) is None
    assert queries.live_case_ids(at.technician) == frozenset()


def test_nobody_is_bound_to_an_ended_case(at):
    from kaketsuke.cases import services as case_services

    case_services.advance(
        at.case.pk, event="ResidentCancelled", actor=door.operator(at.world), now=late(60)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            company_id=at.world.company.pk,
            case=at.case,
            technician=at.world.mori,
            role="lead",
            since=late(61),
        )


def test_a_technician_who_withdraws_is_not_asked_again(at):
    at.accept()
    services.release(
        at.case.pk,
        actor=Actor(ActorRole.TECHNICIAN, at.technician),
        reason="flat_tyre",
        now=late(30),
    )
    assert at.state == "offering"
    assert services.start_offers(at.case.pk, now=late(31)).technician_id != at.technician


def test_only_the_bound_technician_may_withdraw(at):
    at.accept()
    with pytest.raises(refusals.CannotRelease):
        services.release(
            at.case.pk,
            actor=Actor(ActorRole.TECHNICIAN, at.world.hayashi.pk),
            reason="flat_tyre",
            now=late(30),
        )


def unfilled(at):
    services.expire_offer(door.first_offer(at.case).pk, now=late(90))
    services.expire_offer(Offer.objects.get(answer=None).pk, now=late(180))
    return at


def test_by_telephone_the_desk_binds_somebody_who_was_asked_before(at):
    unfilled(at)
    services.assign_by_hand(
        at.case.pk, technician=at.world.hayashi.pk, actor=door.operator(at.world), now=late(400)
    )
    assert at.state == "assigned"
    assert queries.lead_of(at.case.pk).technician_id == at.world.hayashi.pk


@pytest.mark.clause("4.1")
def test_the_telephone_does_not_mend_a_dead_contract(at):
    unfilled(at)
    network_services.end_edge(Edge.objects.get(firm=at.world.sub_firm).pk, now=late(200))
    with pytest.raises(refusals.CannotAssign):
        services.assign_by_hand(
            at.case.pk,
            technician=at.world.hayashi.pk,
            actor=door.operator(at.world),
            now=late(400),
        )


def test_whoever_was_told_of_the_case_learns_who_comes_once(at):
    at.accept()
    assert notices.technician_on_the_way(at.case.pk, now=late(1)) == 1
    assert notices.technician_on_the_way(at.case.pk, now=late(2)) == 0
    assert Message.objects.filter(template="technician_on_the_way").count() == 1


def test_whoever_was_not_told_of_the_case_is_not_told_of_its_progress(at):
    at.case.links.all().delete()
    at.accept()
    assert notices.technician_on_the_way(at.case.pk, now=late(1)) == 0


def test_an_offer_shows_the_building_and_no_room(at):
    door.first_offer(at.case)
    [card] = queries.live_offers(at.world.mori.pk, at=late(1))
    assert (card.building, card.cause) == ("青葉ハイツ", "card_lost")
    assert not hasattr(card, "room")
    assert card.reasons[0] == "いちばん早く着ける作業員です"
    assert queries.live_offers(at.world.mori.pk, at=late(90)) == []


def test_the_sweep_finds_what_lost_jobs_left_behind(at):
    offer = door.first_offer(at.case)
    assert queries.overdue_offers(before=late(90)) == []
    assert queries.overdue_offers(before=late(95)) == [offer.pk]
    Offer.objects.filter(pk=offer.pk).update(answer="expired", answered_at=late(95))
    assert queries.cases_without_offer(since_before=late(95)) == [at.case.pk]


def test_the_snapshot_takes_a_constant_number_of_queries(at, django_assert_max_num_queries):
    from tests import world

    with django_assert_max_num_queries(12):
        queries.candidates(at.case.pk, at=NOW)
    for number in range(8):
        world.add_technician(
            at.world.firm,
            family="見本",
            given="作業",
            badge=f"X-{number}",
            latitude=35.7,
            now=NOW,
        )
    with django_assert_max_num_queries(12):
        assert len(queries.candidates(at.case.pk, at=NOW)) == 10


def test_from_the_departure_the_arrival_is_counted_anew(at):
    at.accept()
    services.set_out(at.case.pk, position=(35.695, 139.695), now=late(300))
    lead = queries.lead_of(at.case.pk)
    assert lead.arrive_from == late(300).replace(second=0)
    services.set_out(at.case.pk, position=None, now=late(600))
    assert queries.lead_of(at.case.pk).arrive_from > late(600)
    services.set_out(at.case.pk, position=(-35.0, -139.0), now=late(900))
    assert queries.lead_of(at.case.pk).arrive_from < late(3600)
