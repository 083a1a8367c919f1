"""Many presses at once on one estimate and one bill: one answer, one receipt."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Case, Entry
from kaketsuke.money import services
from kaketsuke.money.models import Approval, Collection, Receipt
from tests import door, world
from tests.at_once import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at() -> door.Door:
    with context.as_system():
        people = world.build()
        door.price_list(people)
        return door.Door(people, door.open_case(people))


@pytest.mark.clause("A1.3")
def test_of_fifty_answers_to_one_estimate_one_counts(at):
    with context.as_system():
        estimate = at.working().estimate(("SP-1", 1))
    actor = Actor(ActorRole.TECHNICIAN, at.technician)
    results = together(
        lambda number: services.answer_estimate(
            estimate.pk,
            approved=number % 2 == 0,
            how="technicians_screen",
            actor=actor,
            now=at.now,
        )
    )
    assert "done" in results
    with context.as_system():
        given = Approval.objects.get()
        agreed = Case.objects.get().approved_total_yen
        assert agreed == (5_500 if given.approved else 0)
        answers = Entry.objects.filter(event__in=("EstimateApproved", "EstimateDeclined"))
        assert answers.count() == 1


def test_fifty_presses_of_done_give_one_receipt(at):
    with context.as_system():
        at.opened()
    together(
        lambda _number: services.settle(
            at.case.pk, method="none", technician=at.technician, now=at.now
        )
    )
    with context.as_system():
        assert Receipt.objects.get().number == 1
        assert Collection.objects.count() == 1
        assert Entry.objects.filter(event="Settled").count() == 1
