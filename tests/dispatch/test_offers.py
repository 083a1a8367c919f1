"""One technician after the other is asked, until one accepts or nobody is left."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import notices, queries, refusals, services
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.network import services as network_services
from kaketsuke.network.models import Edge
from kaketsuke.notify.models import Message
from tests import door, world
from tests.world import NOW


def late(seconds: float):
    return NOW + timedelta(seconds=seconds)


def over(offer):
    """The wave's time is over; return who is asked next."""
    return services.expire_wave(offer.case_id, wave=offer.wave, now=offer.expires_at)


def unfilled(at):
    """Nobody answers; return when that was clear."""
    out = services.start_offers(at.case.pk, now=NOW)
    while out:
        ended = out[0].expires_at
        out = over(out[0])
    return ended


def test_the_nearest_is_asked_for_as_long_as_the_wave_lives(at):
    [offer] = services.start_offers(at.case.pk, now=NOW)
    assert offer.technician_id == at.world.mori.pk
    assert NOW < offer.expires_at <= late(settings.OFFER_SECONDS)
    [job] = ProcrastinateJob.objects.filter(task_name="dispatch.expire_wave")
    assert job.scheduled_at == offer.expires_at
    assert job.args == {"case_id": str(at.case.pk), "wave": 1}


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
    [following] = services.start_offers(at.case.pk, now=late(11))
    assert following.technician_id == at.world.hayashi.pk
    assert following.wave == 2


def test_silence_moves_to_the_next_once(at):
    offer = door.first_offer(at.case)
    [following] = over(offer)
    assert following.technician_id == at.world.hayashi.pk
    assert services.expire_wave(at.case.pk, wave=1, now=late(91)) == ()
    assert Offer.objects.count() == 2


def test_a_timer_that_rings_early_waits_again(at):
    offer = door.first_offer(at.case)
    early = offer.expires_at - timedelta(seconds=0.1)
    assert services.expire_wave(at.case.pk, wave=1, now=early) == ()
    assert Offer.objects.get(pk=offer.pk).answer is None
    assert ProcrastinateJob.objects.filter(task_name="dispatch.expire_wave").count() == 2


def test_nobody_left_turns_the_case_red(at):
    unfilled(at)
    case = Case.objects.get(pk=at.case.pk)
    assert (case.state, case.human_needed) == ("unfilled", "unfilled")
    assert ProcrastinateJob.objects.filter(task_name="cases.ring_a_human").exists()
    entry = Entry.objects.get(case=case, event="NobodyLeft")
    assert entry.facts["against"] == {"asked_before": 2}


def test_widened_everybody_is_asked_anew(at):
    unfilled(at)
    case_services.advance(at.case.pk, event="Widened", actor=door.operator(at.world), now=late(300))
    assert door.first_offer(at.case, now=late(301)).technician_id == at.world.mori.pk


def test_where_nobody_acts_it_is_widened_by_itself_once_for_each_step(at):
    ended = unfilled(at)
    [job] = ProcrastinateJob.objects.filter(task_name="dispatch.widen")
    assert job.scheduled_at > ended
    assert job.args == {"case_id": str(at.case.pk), "widened": 0}
    for _again in range(2):
        services.widen(at.case.pk, widened=0, now=late(600))
    assert at.state == "offering"
    assert Entry.objects.get(case=at.case, event="Widened").actor_role == "timer"


def test_what_the_desk_widened_is_not_widened_again_by_the_timer(at):
    unfilled(at)
    case_services.advance(at.case.pk, event="Widened", actor=door.operator(at.world), now=late(300))
    services.widen(at.case.pk, widened=0, now=late(600))
    assert Entry.objects.filter(case=at.case, event="Widened").count() == 1


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
    assert services.start_offers(at.case.pk, now=NOW) == ()
    assert at.state == "unfilled"
    [why, _] = queries.candidates(at.case.pk, at=NOW).cannot
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
    at.accept()
    case_services.advance(
        at.case.pk, event="ResidentCancelled", actor=door.operator(at.world), now=late(60)
    )
    services.withdraw_offers(at.case.pk, now=late(61))
    assert queries.live_assignment(at.technician) is None
    assert queries.live_case_ids(at.technician) == frozenset()


def test_nobody_is_bound_to_an_ended_case(at):
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
    assert door.first_offer(at.case, now=late(31)).technician_id != at.technician


def test_only_the_bound_technician_may_withdraw(at):
    at.accept()
    with pytest.raises(refusals.CannotRelease):
        services.release(
            at.case.pk,
            actor=Actor(ActorRole.TECHNICIAN, at.world.hayashi.pk),
            reason="flat_tyre",
            now=late(30),
        )


def test_a_firm_s_desk_lets_nobody_go_who_was_bound_meanwhile(at):
    """What the desk saw and what is so when it presses may differ by one technician."""
    at.accept()
    desk = Actor(ActorRole.CONTRACTOR, at.world.stranger.pk)
    meant = {"actor": desk, "reason": "accident", "now": late(30)}
    with pytest.raises(refusals.CannotRelease):
        services.release(at.case.pk, technician=at.world.hayashi.pk, **meant)
    assert at.state == "assigned"
    services.release(at.case.pk, technician=at.technician, **meant)
    assert at.state == "offering"


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
    assert queries.overdue_waves(before=offer.expires_at) == []
    assert queries.overdue_waves(before=late(95)) == [(at.case.pk, 1)]
    Offer.objects.filter(pk=offer.pk).update(answer="expired", answered_at=late(95))
    assert queries.cases_without_offer(since_before=late(95)) == [at.case.pk]


# Place, contracts (twice), shifts, positions, who is bound, who was asked and let go, who is asked
# elsewhere, technicians, answers, shares, demand, widenings, the case with its request.
SNAPSHOT_QUERIES = 15


def test_the_snapshot_takes_a_constant_number_of_queries(at, django_assert_num_queries):
    with django_assert_num_queries(SNAPSHOT_QUERIES):
        assert queries.candidates(at.case.pk, at=NOW).can_go_count == 2
    for number in range(8):
        firm = network_services.add_firm(f"見本{number}", label=f"more{number}")
        network_services.sign_edge(
            at.world.company.pk, firm=firm, processor_contract=f"個-{number + 3}", now=NOW
        )
        world.add_technician(
            firm,
            family="見本",
            given="作業",
            badge=f"X-{number}",
            latitude=35.7,
            now=NOW,
        )
    with django_assert_num_queries(SNAPSHOT_QUERIES):
        assert queries.candidates(at.case.pk, at=NOW).can_go_count == 10


def test_from_the_departure_the_arrival_is_counted_anew(at):
    at.accept()
    services.set_out(at.case.pk, position=(35.695, 139.695), now=late(300))
    lead = queries.lead_of(at.case.pk)
    assert lead.arrive_from == late(300).replace(second=0)
    services.set_out(at.case.pk, position=None, now=late(600))
    assert queries.lead_of(at.case.pk).arrive_from > late(600)
    services.set_out(at.case.pk, position=(-35.0, -139.0), now=late(900))
    assert queries.lead_of(at.case.pk).arrive_from < late(3600)
