"""A plan is applied to the moment that it was made for: its technicians are asked first."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import queries, refusals, services, snapshots, surges
from kaketsuke.dispatch.models import Assignment, Offer, Planned
from kaketsuke.dispatch.services import offers
from kaketsuke.engine import reasons
from kaketsuke.parties import services as party_services
from tests import door, world
from tests.dispatch.test_offers import late, over
from tests.world import NOW


def another_case(people, room):
    home = party_services.add_dwellings(people.building, rooms=[room])[0]
    party_services.fit_lock(home, model="SL-1", serial=f"S-{room}", now=world.LONG_AGO)
    resident = world.add_resident(
        people.company, family="見本", given=room, phone=f"090-0000-0{room}"
    )
    world.register(resident, dwelling=home, terms=people.terms)
    return door.open_case_for(people, home=home, person=resident)


@pytest.fixture
def three(at):
    """Three cases, two technicians."""
    at.cases = [at.case, *(another_case(at.world, room) for room in ("301", "302"))]
    return at


def fingerprint(at):
    return surges.moment(at.world.company.pk, now=NOW).fingerprint


def apply(at, queues, *, made=None, now=NOW):
    return services.apply_plan(
        at.world.company.pk,
        queues=queues,
        fingerprint=made or fingerprint(at),
        actor=door.supervisor(at.world),
        now=now,
    )


def ask(case, *, after=1):
    return services.start_offers(case.pk, now=late(after))


def test_the_planned_is_asked_first_and_alone_and_the_reason_says_so(three):
    first, second, third = three.cases
    mori, hayashi = three.world.mori.pk, three.world.hayashi.pk
    assert apply(three, [(hayashi, [first.pk, third.pk]), (mori, [second.pk])]) == 3
    [offer] = ask(first)
    assert offer.technician_id == hayashi
    assert offer.reasons[0] == {"code": str(reasons.Code.PLANNED)}
    [offer] = ask(second)
    assert offer.technician_id == mori
    assert Entry.objects.filter(event="PlanApplied").count() == 3


def test_a_later_place_waits_until_its_technician_is_free(three):
    first, second, third = three.cases
    mori, hayashi = three.world.mori.pk, three.world.hayashi.pk
    apply(three, [(hayashi, [first.pk, third.pk]), (mori, [second.pk])])
    assert ask(third) == ()
    [offer] = ask(first)
    services.answer_offer(offer.pk, technician=hayashi, accept=True, now=late(2))
    assert ask(third, after=3) == ()
    assert Case.objects.get(pk=third.pk).state == "offering"
    Assignment.objects.filter(technician_id=hayashi).update(released_at=late(60))
    [offer] = ask(third, after=61)
    assert offer.technician_id == hayashi


def test_who_says_no_leaves_the_case_to_the_usual_order(three):
    first = three.case
    apply(three, [(three.world.hayashi.pk, [first.pk])])
    [offer] = ask(first)
    services.answer_offer(offer.pk, technician=offer.technician_id, accept=False, now=late(5))
    assert ask(first, after=6)[0].technician_id == three.world.mori.pk
    assert not Planned.objects.filter(case=first, ended_at=None).exists()


def test_a_plan_is_forgotten_after_its_time(three):
    apply(three, [(three.world.hayashi.pk, [three.case.pk])])
    [offer] = ask(three.case, after=timedelta(hours=2) / timedelta(seconds=1))
    assert offer.technician_id == three.world.mori.pk


def test_who_was_asked_already_is_told_that_the_plan_goes_another_way(three):
    [asked] = services.start_offers(three.case.pk, now=NOW)
    assert asked.technician_id == three.world.mori.pk
    apply(three, [(three.world.hayashi.pk, [three.case.pk])])
    assert Offer.objects.get(pk=asked.pk).answer == "withdrawn"
    [told] = queries.lately_taken_back(three.world.mori.pk, at=late(1))
    assert not told.by_another
    assert ProcrastinateJob.objects.filter(
        task_name="dispatch.start_offers", args={"case_id": str(three.case.pk)}
    ).exists()


def test_an_offer_that_the_plan_wants_as_well_stays(three):
    [asked] = services.start_offers(three.case.pk, now=NOW)
    apply(three, [(asked.technician_id, [three.case.pk])])
    assert Offer.objects.get(pk=asked.pk).answer is None


def test_whom_the_plan_sends_elsewhere_first_is_not_asked_here_meanwhile(three):
    [asked] = services.start_offers(three.case.pk, now=NOW)
    other = three.cases[1]
    apply(three, [(asked.technician_id, [other.pk, three.case.pk])])
    assert Offer.objects.get(pk=asked.pk).answer == "withdrawn"
    assert ask(three.case) == ()
    [offer] = ask(other)
    assert offer.technician_id == asked.technician_id


def test_silence_before_the_plan_does_not_stand_against_it_but_a_no_does(three):
    mori = three.world.mori.pk
    [silent] = services.start_offers(three.case.pk, now=NOW)
    assert silent.technician_id == mori
    [following] = over(silent)
    services.answer_offer(
        following.pk, technician=following.technician_id, accept=False, now=late(100)
    )
    refusers = snapshots.refused_by([three.case.pk])[three.case.pk]
    assert refusers == {following.technician_id}
    made = surges.moment(three.world.company.pk, now=late(101))
    [waits] = [each for each in made.waiting if each.case_id == three.case.pk]
    against = {each.technician_id: each.asked_before for each in waits.snapshot.candidates}
    assert against == {mori: False, following.technician_id: True}
    apply(three, [(mori, [three.case.pk])], made=made.fingerprint, now=late(101))
    [offer] = ask(three.case, after=102)
    assert offer.technician_id == mori


def test_a_case_without_anybody_is_sought_again(three):
    out = services.start_offers(three.case.pk, now=NOW)
    while out:
        out = over(out[0])
    assert three.state == "unfilled"
    apply(three, [(three.world.mori.pk, [three.case.pk])], now=late(300))
    assert three.state == "offering"


def test_an_accepted_case_moves_only_where_the_plan_says_so(three):
    three.accept()
    assert three.technician == three.world.mori.pk
    assert apply(three, [(three.world.mori.pk, [three.case.pk])]) == 0
    assert three.state == "assigned"
    assert apply(three, [(three.world.hayashi.pk, [three.case.pk])]) == 1
    assert three.state == "offering"
    assert not Assignment.objects.filter(case=three.case, released_at=None).exists()


def test_a_stale_plan_is_refused_and_changes_nothing(three):
    made = fingerprint(three)
    case_services.advance(
        three.cases[1].pk, event="ResidentCancelled", actor=door.operator(three.world), now=late(1)
    )
    queues = [(three.world.mori.pk, [three.case.pk])]
    with pytest.raises(refusals.CannotApplyPlan) as refused:
        apply(three, queues, made=made)
    assert refused.value.sentence == refusals.STALE_PLAN
    assert not Planned.objects.exists()
    with pytest.raises(refusals.CannotApplyPlan):
        apply(three, [(three.world.mori.pk, [three.cases[1].pk])])


def test_applying_twice_plans_once(three):
    made, queues = fingerprint(three), [(three.world.mori.pk, [three.case.pk])]
    apply(three, queues, made=made)
    apply(three, queues, made=made, now=late(1))
    assert Planned.objects.filter(ended_at=None).count() == 1


def test_the_database_plans_a_case_once_and_a_place_once(three):
    apply(three, [(three.world.mori.pk, [three.case.pk])])
    common = {"company_id": three.world.company.pk, "planned_at": NOW}
    with pytest.raises(IntegrityError, match="planned_once"), transaction.atomic():
        Planned.objects.create(case=three.case, technician=three.world.hayashi, place=1, **common)
    with pytest.raises(IntegrityError, match="one_a_place"), transaction.atomic():
        Planned.objects.create(case=three.cases[1], technician=three.world.mori, place=1, **common)
    with pytest.raises(IntegrityError, match="from_one"), transaction.atomic():
        Planned.objects.create(
            case=three.cases[1], technician=three.world.hayashi, place=0, **common
        )


def test_the_moment_takes_a_constant_number_of_queries(three, django_assert_num_queries):
    with django_assert_num_queries(13):
        surges.moment(three.world.company.pk, now=NOW)
    for number in range(3):
        another_case(three.world, f"31{number}")
        world.add_technician(
            three.world.firm,
            family="見本",
            given=f"{number}",
            badge=f"S-{number}",
            latitude=35.7,
            now=NOW,
        )
    with django_assert_num_queries(13):
        found = surges.moment(three.world.company.pk, now=NOW)
    assert (len(found.waiting), found.sought, found.free) == (6, 6, 5)


def test_who_is_at_work_sets_out_from_there_when_free(three):
    three.at_the_door()
    found = surges.moment(three.world.company.pk, now=three.now)
    assert len(found.waiting) == 2
    crew = found.waiting[0].snapshot.crew
    [row] = [
        at for at, each in enumerate(crew.candidates) if each.technician_id == three.technician
    ]
    assert crew.ready[row] > 0
    building = three.world.building
    assert tuple(crew.origins[row]) == (building.latitude, building.longitude)


def test_what_is_out_is_taken_back_once(three):
    services.start_offers(three.case.pk, now=NOW)
    assert offers.take_back_all(three.case, now=late(1)) == 1
    assert offers.take_back_all(three.case, now=late(2)) == 0
