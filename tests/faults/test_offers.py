"""Offers under pressure: fifty hands on one case, workers killed between two offers."""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import refusals, services
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.parties import services as party_services
from tests import door, world
from tests.faults.working import wait_until, workers

HANDS = 50
KILLS = 10
CROWD = 48  # enough for several waves a kill, where this process is kept waiting meanwhile
OFFER_SECONDS = 1.2

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(attempts: list[Callable[[], object]]) -> Counter[str]:
    """Run every attempt in a thread of its own, released together; count how they ended."""
    together, ended = threading.Barrier(len(attempts)), Counter[str]()

    def attempt(each: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            together.wait(timeout=300)
            with context.as_system():
                each()
            ended["won"] += 1
        except refusals.CannotAcceptOffer as refusal:
            ended[str(refusal.sentence)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(each,)) for each in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    return ended


def test_of_fifty_who_accept_the_same_offer_one_wins_and_the_others_are_told():
    with context.as_system():
        people = world.build()
        case = door.open_case(people)
        offer = door.first_offer(case)
    now = world.NOW + timedelta(seconds=5)

    def accept() -> None:
        services.answer_offer(offer.pk, technician=offer.technician_id, accept=True, now=now)

    ended = all_at_once([accept] * HANDS)

    assert ended == {"won": 1, str(refusals.TAKEN): HANDS - 1}
    with context.as_system():
        assert Assignment.objects.count() == 1
        assert Entry.objects.filter(case=case, event="OfferAccepted").count() == 1


def test_of_fifty_hands_of_one_wave_one_wins_and_the_others_are_told():
    with context.as_system():
        people = world.build()
        for number in range(4):
            world.add_technician(
                people.firm,
                family="見本",
                given=f"{number}",
                badge=f"W-{number}",
                latitude=35.70 + number / 10_000,
                now=world.NOW,
            )
        case = door.open_case(people)
        wave = services.start_offers(case.pk, now=world.NOW)
    assert len(wave) > 1
    now = world.NOW + timedelta(seconds=5)

    def accepting(offer: Offer) -> Callable[[], object]:
        return lambda: services.answer_offer(
            offer.pk, technician=offer.technician_id, accept=True, now=now
        )

    ended = all_at_once([accepting(wave[number % len(wave)]) for number in range(HANDS)])

    assert ended == {"won": 1, str(refusals.TAKEN): HANDS - 1}
    with context.as_system():
        assert services.withdraw_offers(case.pk, now=now) == len(wave) - 1
        answers = Counter(Offer.objects.filter(case=case).values_list("answer", flat=True))
        assert answers == {"accepted": 1, "withdrawn": len(wave) - 1}
        assert Assignment.objects.count() == 1
        assert Entry.objects.filter(case=case, event="OfferAccepted").count() == 1


def test_one_technician_in_fifty_cases_at_once_is_bound_to_one():
    with context.as_system():
        people = world.build()
        cases = [_case_in(people, room=f"3{number:02d}") for number in range(5)]
        offers = [_offer_to_mori(people, case) for case in cases]
    now = world.NOW + timedelta(seconds=5)

    def accepting(offer: Offer) -> Callable[[], object]:
        return lambda: services.answer_offer(
            offer.pk, technician=people.mori.pk, accept=True, now=now
        )

    ended = all_at_once([accepting(offers[number % 5]) for number in range(HANDS)])

    assert ended["won"] == 1
    assert ended.total() == HANDS
    with context.as_system():
        bound = Assignment.objects.get(released_at=None)
        states = Counter(Case.objects.values_list("state", flat=True))
        assert bound.technician_id == people.mori.pk
    assert states == {"assigned": 1, "offering": 4}


def test_a_worker_killed_ten_times_between_wave_and_timeout_loses_and_doubles_nothing(
    test_cluster, settings, tmp_path
):
    settings.OFFER_SECONDS = OFFER_SECONDS
    now = clock.now()
    with context.as_system():
        people = world.build(now=now)
        for number in range(CROWD):
            world.add_technician(
                people.firm,
                family="見本",
                given=f"{number}",
                badge=f"K-{number}",
                latitude=35.70 + number / 1000,
                now=now,
            )
        case = door.open_case(people, now=now)

    seconds = {"KAKETSUKE_OFFER_SECONDS": str(OFFER_SECONDS)}
    with workers(test_cluster, tmp_path / "worker.log", **seconds) as worker:
        for number in range(KILLS):
            sent_at = live_offer(case, within=300)
            kill_at = sent_at + timedelta(seconds=OFFER_SECONDS * number / KILLS)
            time.sleep(max(0.0, (kill_at - clock.now()).total_seconds()))
            if number == KILLS - 1:
                worker.environment["KAKETSUKE_OFFER_SECONDS"] = "0.1"  # the rest may go by quickly
            worker.kill_and_replace()
        wait_until(lambda: state_of(case) == "unfilled", within=600)

    with context.as_system():
        offers = list(Offer.objects.filter(case=case).order_by("wave"))
        everybody = CROWD + 2
        assert len(offers) == everybody
        assert len({offer.technician_id for offer in offers}) == everybody
        assert {offer.answer for offer in offers} == {"expired"}
        waves = [list(wave) for _, wave in itertools.groupby(offers, key=lambda each: each.wave)]
        assert [wave[0].wave for wave in waves] == list(range(1, len(waves) + 1))
        for before, after in itertools.pairwise(waves):
            assert min(each.sent_at for each in after) >= max(each.expires_at for each in before)
        told = Counter(Entry.objects.filter(case=case).values_list("event", flat=True))
        assert (told["OfferSent"], told["OfferExpired"], told["NobodyLeft"]) == (
            everybody,
            everybody,
            1,
        )


def live_offer(case: Case, *, within: float):
    """Wait for an offer without answer and return when it was sent."""

    def sent_at():
        with context.as_system():
            return (
                Offer.objects.filter(case=case, answer=None)
                .values_list("sent_at", flat=True)
                .first()
            )

    return wait_until(sent_at, within=within)


def state_of(case: Case) -> str:
    with context.as_system():
        return Case.objects.values_list("state", flat=True).get(pk=case.pk)


def _case_in(people: world.World, *, room: str) -> Case:
    """Another registrant is locked out in a home of their own."""
    home = party_services.add_dwellings(people.building, rooms=[room])[0]
    party_services.fit_lock(home, model="SL-1", serial=f"S-{room}", now=world.LONG_AGO)
    resident = world.add_resident(
        people.company, family="見本", given=room, phone=f"090-0000-1{room}"
    )
    world.register(resident, dwelling=home, terms=people.terms)
    return door.open_case_for(people, home=home, person=resident)


def _offer_to_mori(people: world.World, case: Case) -> Offer:
    return Offer.objects.create(
        company_id=case.company_id,
        case=case,
        technician=people.mori,
        wave=1,
        travel_seconds=300,
        sent_at=world.NOW,
        expires_at=world.NOW + timedelta(seconds=90),
    )
