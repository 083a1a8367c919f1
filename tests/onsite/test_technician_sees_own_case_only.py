"""A technician does the whole job as the serving role, seeing nothing but the own live case."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.dispatch.models import Offer
from kaketsuke.money import queries as money_queries
from kaketsuke.money import services as money_services
from kaketsuke.money.models import EstimateLine
from kaketsuke.runtime import roles
from tests import door, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    """A case that is being offered; from here on the connection has the serving role's rights."""
    with context.as_system():
        people = world.build()
        door.price_list(people)
        at = door.Door(people, door.open_case(people))
        door.first_offer(at.case)
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {roles.APP}")
        yield at
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def seeing(at):
    """The technician's view as a request builds it: who it is, then the own live cases."""
    viewer = Viewer(technician_id=at.world.mori.pk)
    with context.acting_as(viewer):
        cases = dispatch_queries.live_case_ids(at.world.mori.pk)
    return context.acting_as(replace(viewer, case_ids=cases))


def test_a_technician_takes_a_case_from_the_offer_to_the_receipt(at):
    with seeing(at):
        [card] = dispatch_queries.live_offers(at.world.mori.pk, at=at.now)
        dispatch_services.answer_offer(
            card.id, technician=at.world.mori.pk, accept=True, now=at.now
        )
    with seeing(at):
        at.depart(position=(35.70, 139.70))
        at.arrive(position=(35.695, 139.695))
        at.answer_check(facts=door.SATO_HERE, code_word_said=True)
        at.begin_work()
        estimate = at.estimate(("SP-1", 1))
        at.answer(estimate)
        line = EstimateLine.objects.get(estimate=estimate)
        money_services.begin_line(line.pk, technician=at.technician, now=at.wait(1).now)
        at.open_door(method="non_destructive", lock_usable=True)
        receipt = at.settle("cash")
        assert receipt.total_yen == 5_500
        assert money_queries.receipt_of(at.case.pk).recipient == "佐藤 花子"


def test_a_technician_who_passes_leaves_the_next_offer_to_the_product(at):
    with seeing(at):
        [card] = dispatch_queries.live_offers(at.world.mori.pk, at=at.now)
        dispatch_services.answer_offer(
            card.id, technician=at.world.mori.pk, accept=False, reason="busy", now=at.now
        )
    [following] = dispatch_services.start_offers(at.case.pk, now=at.now + timedelta(seconds=1))
    assert following.technician_id == at.world.hayashi.pk


def test_another_technician_sees_neither_case_nor_offer(at):
    other = Viewer(technician_id=at.world.hayashi.pk)
    with context.acting_as(other):
        assert dispatch_queries.live_case_ids(at.world.hayashi.pk) == frozenset()
        assert not Case.objects.exists()
        assert not Offer.objects.exists()
