"""One case from the call to the receipt, each step with the rights of who takes it and no more."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM, Viewer
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.money import services as money_services
from kaketsuke.overview import record
from kaketsuke.people import queries as people_queries
from tests import door, world

pytestmark = pytest.mark.django_db


class WatchedDoor(door.Door):
    """A door at which the database, too, knows who is working: asked anew at every step."""

    def as_technician(self) -> None:
        context.set_viewer(Viewer(technician_id=self.technician))
        live = dispatch_queries.live_case_ids(self.technician)
        context.set_viewer(Viewer(technician_id=self.technician, case_ids=live))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        self.as_technician()
        return super().__getattr__(name)


def test_everybody_does_their_part_with_their_own_rights(as_app_role):
    w = world.build()
    with context.as_system():
        door.price_list(w)
    context.set_viewer(world.viewer(w.operator))
    case = door.open_case(w)

    context.set_viewer(THE_SYSTEM)
    offer = door.first_offer(case)
    at = WatchedDoor(w, case)
    at.technician = offer.technician_id
    at.as_technician()
    dispatch_services.answer_offer(offer.pk, technician=at.technician, accept=True, now=at.now)
    at.depart()
    at.arrive(position=(35.695, 139.695))
    assert people_queries.names_of([w.sato.pk])[w.sato.pk].full == "佐藤 花子"
    at.answer_check(facts=door.SATO_HERE, code_word_said=True)
    at.begin_work()
    estimate = at.estimate(("MAT-1", 1))
    at.answer(estimate)
    at.as_technician()
    line = estimate.lines.get()
    money_services.begin_line(line.pk, technician=at.technician, now=at.now)
    at.open_door(method="non_destructive", lock_usable=True)
    at.as_technician()
    receipt = at.settle("cash")
    assert receipt.total_yen == estimate.total_yen > 0

    context.set_viewer(THE_SYSTEM)
    assert list(record.faults()) == []
    assert Case.objects.get().state in {"settled", "closed"}


def test_a_technician_loses_sight_of_a_case_with_the_assignment(as_app_role):
    w = world.build()
    context.set_viewer(world.viewer(w.operator))
    case = door.open_case(w)
    context.set_viewer(THE_SYSTEM)
    at = WatchedDoor(w, case)
    at.accept()
    at.as_technician()
    assert Case.objects.count() == 1
    context.set_viewer(world.viewer(w.operator))
    dispatch_services.release(case.pk, reason="unreachable", actor=door.operator(w), now=at.now)
    at.as_technician()
    assert Case.objects.count() == 0
    assert people_queries.names_of([w.sato.pk]) == {}


def test_a_resident_follows_and_stops_a_case_without_an_account(as_app_role):
    w = world.build()
    context.set_viewer(world.viewer(w.operator))
    case = door.open_case(w)
    token = case_services.make_link(case.pk, w.sato.pk, now=world.NOW)
    context.set_viewer(replace(THE_SYSTEM, is_system=False))
    assert Case.objects.count() == 0
    case_services.press_stop(token, now=world.NOW, words="頼んでいません")
    context.set_viewer(THE_SYSTEM)
    assert Case.objects.get().state == "halted"
