"""Several are asked at once; the first who accepts wins, and the others are told."""

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.cases.models import Entry
from kaketsuke.dispatch import past, queries, refusals, services, snapshots
from kaketsuke.dispatch.models import TAKEN_BY_ANOTHER, Assignment, Offer
from kaketsuke.engine import ranking, waves
from kaketsuke.engine.habits import Counts
from kaketsuke.engine.reasons import Code
from kaketsuke.network import services as network_services
from tests import door, world
from tests.dispatch.test_offers import late, over
from tests.world import NOW


@pytest.fixture
def together(at):
    """Three technicians of two firms stand side by side, so that it pays to ask them at once."""
    for number in range(2):
        world.add_technician(
            at.world.sub_firm,
            family="見本",
            given=f"{number}",
            badge=f"W-{number}",
            latitude=35.70 + number / 10_000,
            now=NOW,
        )
    at.out = services.start_offers(at.case.pk, now=NOW)
    return at


def accept(offer, *, after=10):
    return services.answer_offer(
        offer.pk, technician=offer.technician_id, accept=True, now=late(after)
    )


def test_those_side_by_side_are_asked_at_once_and_one_job_ends_the_wave(together):
    assert len(together.out) > 1
    assert len({offer.expires_at for offer in together.out}) == 1
    assert {offer.wave for offer in together.out} == {1}
    assert ProcrastinateJob.objects.filter(task_name="dispatch.expire_wave").count() == 1
    assert Entry.objects.filter(case=together.case, event="OfferSent").count() == len(together.out)


def test_the_first_who_accepts_wins_and_the_others_are_told_in_words(together):
    first, second, *_ = together.out
    accept(second)
    with pytest.raises(refusals.CannotAcceptOffer) as before_the_job:
        accept(first, after=11)
    assert before_the_job.value.sentence == refusals.TAKEN
    assert ProcrastinateJob.objects.filter(
        task_name="dispatch.withdraw_offers", args={"case_id": str(together.case.pk)}
    ).exists()
    taken_back = services.withdraw_offers(together.case.pk, now=late(12))
    assert taken_back == len(together.out) - 1
    with pytest.raises(refusals.CannotAcceptOffer) as after_the_job:
        accept(first, after=13)
    assert after_the_job.value.sentence == refusals.TAKEN
    [told] = queries.lately_taken_back(first.technician_id, at=late(14))
    assert told.by_another
    assert queries.lately_taken_back(first.technician_id, at=late(600)) == ()
    assert queries.lately_taken_back(second.technician_id, at=late(14)) == ()
    assert Entry.objects.filter(case=together.case, event="OfferWithdrawn").count() == taken_back


def test_before_the_job_runs_nobody_is_shown_an_offer_of_a_taken_case(together):
    first, second, *_ = together.out
    accept(second)
    assert queries.live_offers(first.technician_id, at=late(11)) == []


def test_while_one_of_a_wave_may_still_answer_nobody_else_is_asked(together):
    first, *others = together.out
    services.answer_offer(first.pk, technician=first.technician_id, accept=False, now=late(5))
    assert set(services.start_offers(together.case.pk, now=late(6))) == set(others)


def test_once_all_of_a_wave_have_passed_the_next_is_asked_at_once(together):
    for offer in together.out:
        services.answer_offer(offer.pk, technician=offer.technician_id, accept=False, now=late(5))
    following = services.start_offers(together.case.pk, now=late(6))
    assert following
    assert {offer.wave for offer in following} == {2}
    asked = [offer.technician_id for offer in (*together.out, *following)]
    assert len(set(asked)) == len(asked)


def test_the_end_of_a_wave_ends_each_once_and_takes_back_whom_another_case_binds(together):
    first, second, *_ = together.out
    elsewhere = door.open_case_for(
        together.world, home=_another_home(together.world), person=_another(together.world)
    )
    Assignment.objects.create(
        company_id=elsewhere.company_id,
        case=elsewhere,
        technician_id=first.technician_id,
        role="lead",
        since=late(5),
    )
    over(first)
    answers = dict(Offer.objects.filter(wave=1).values_list("technician_id", "answer"))
    assert answers[first.technician_id] == "withdrawn"
    assert answers[second.technician_id] == "expired"


def test_who_is_bound_leaves_the_other_waves(together):
    first, *others = together.out
    assert services.leave_offer(first.pk, now=late(5)) == ()
    assert Offer.objects.get(pk=first.pk).answer is None
    elsewhere = door.open_case_for(
        together.world, home=_another_home(together.world), person=_another(together.world)
    )
    Assignment.objects.create(
        company_id=elsewhere.company_id,
        case=elsewhere,
        technician_id=first.technician_id,
        role="lead",
        since=late(5),
    )
    assert set(services.leave_offer(first.pk, now=late(6))) == set(others)
    assert Offer.objects.get(pk=first.pk).answer == "withdrawn"


def test_the_database_lets_one_of_a_wave_accept_and_asks_nobody_twice_in_it(together):
    first, second, *_ = together.out
    Offer.objects.filter(pk=first.pk).update(answer="accepted", answered_at=late(1))
    with pytest.raises(IntegrityError, match="one_accepted_a_wave"), transaction.atomic():
        Offer.objects.filter(pk=second.pk).update(answer="accepted", answered_at=late(1))
    with pytest.raises(IntegrityError, match="once_a_wave"), transaction.atomic():
        Offer.objects.create(
            company_id=together.case.company_id,
            case=together.case,
            technician_id=first.technician_id,
            wave=1,
            travel_seconds=1,
            sent_at=NOW,
            expires_at=late(1),
        )


def test_firms_are_known_by_their_answers_but_not_by_what_was_taken_back(together):
    first, second, *_ = together.out
    services.answer_offer(first.pk, technician=first.technician_id, accept=False, now=late(20))
    accept(second, after=30)
    services.withdraw_offers(together.case.pk, now=late(31))
    seen = past.answers_by_firm(together.case.company_id, now=late(60))
    assert sum(seen.values(), Counts()) == Counts(1, 1, 0, 50.0)
    assert (
        Offer.objects.filter(pass_reason=TAKEN_BY_ANOTHER, answer="withdrawn").count()
        == len(together.out) - 2
    )
    assert sum(past.assignments_by_firm(together.case.company_id, now=late(60)).values()) == 1
    helper = next(each for each in together.out if each != second)
    Assignment.objects.create(
        company_id=together.case.company_id,
        case=together.case,
        technician_id=helper.technician_id,
        role="second",
        since=late(32),
    )
    assert sum(past.assignments_by_firm(together.case.company_id, now=late(60)).values()) == 1


def test_the_terms_of_a_contract_reach_the_engine(at):
    firm = network_services.add_firm("見本区域", label="area")
    network_services.sign_edge(
        at.world.company.pk,
        firm=firm,
        processor_contract="個-9",
        municipalities=["13113"],
        share_percent=30,
        call_out_yen=7_000,
        now=world.LONG_AGO,
    )
    who = world.add_technician(
        firm, family="見本", given="区", badge="A-1", latitude=35.70, now=NOW
    )
    snapshot = snapshots.take(at.case, now=NOW)
    facts = snapshot.firms[firm.pk]
    assert (facts.share, facts.cost_yen) == (0.3, 7_000)
    answer = ranking.rank(snapshot)
    [against] = answer.against_whom(who.pk)
    assert against.code == Code.OUT_OF_AREA
    assert snapshot.demand == (((at.world.building.latitude, at.world.building.longitude), 1.0),)


def test_the_wave_is_the_engines_own_answer(together):
    Offer.objects.all().delete()
    snapshot = snapshots.take(together.case, now=NOW)
    order = ranking.rank(snapshot)
    wave = waves.next_wave(
        order.prospects(),
        offer_seconds=90,
        at_once=snapshot.policy.step(0).at_once,
        figures=snapshot.policy.waves,
    )
    chosen = {snapshot.crew.candidates[row].technician_id for row in wave.keys}
    assert chosen == {offer.technician_id for offer in together.out}


def _another_home(people):
    return people.next_door


def _another(people):
    from kaketsuke.parties import services as party_services

    party_services.fit_lock(people.next_door, model="SL-1", serial="S-204", now=world.LONG_AGO)
    world.register(people.aoki, dwelling=people.next_door, terms=people.terms)
    return people.aoki
