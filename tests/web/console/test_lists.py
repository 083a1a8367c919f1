"""Lists ask the database the same number of times however long they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Dwelling
from tests import world
from tests.web.console.conftest import Desk, Interview, call, shown
from tests.world import World

pytestmark = pytest.mark.django_db


def add_neighbour(small_world: World, room: str) -> tuple[Dwelling, str, object]:
    from kaketsuke.accounts import context

    phone = f"090-0000-{int(room):04d}"
    with context.as_system():
        home = party_services.add_dwellings(small_world.building, rooms=[room])[0]
        party_services.fit_lock(home, model="SL-1", serial=f"S-{room}", now=world.LONG_AGO)
        person = world.add_resident(
            small_world.company, family="架空", given=f"居住{room}", phone=phone
        )
        world.register(person, dwelling=home, terms=small_world.terms)
    return home, phone, person


def open_case(desk: Desk, small_world: World, room: str) -> None:
    _home, phone, person = add_neighbour(small_world, room)
    interview: Interview = call(desk, number=phone)
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", "resident")
    interview.say_who(small_world.building.pk, room=room, name=f"架空居住{room}")
    interview.attend(f"registrant:{person.pk}:")  # type: ignore[attr-defined]  # a Person
    interview.answer("photo_id", "in_hand")
    assert desk.post(f"{interview.path}accept/").status_code == 302


def queries_of(desk: Desk, path: str) -> int:
    desk.get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown(desk.get(path))
    return len(asked)


def test_more_rows_ask_no_more_queries(desk: Desk, small_world: World):
    paths = ["/console/", "/console/board/", "/console/outbox/", "/start/"]
    open_case(desk, small_world, "301")
    call(desk)
    few = {path: queries_of(desk, path) for path in paths}
    for room in ("302", "303", "304"):
        open_case(desk, small_world, room)
        call(desk)
    assert {path: queries_of(desk, path) for path in paths} == few


def test_the_page_that_finds_a_caller_asks_the_same_for_one_and_for_many(
    desk: Desk, small_world: World
):
    interview = call(desk)
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", "resident")
    few = queries_of(desk, f"{interview.path}?q=青葉")
    for room in ("305", "306", "307"):
        add_neighbour(small_world, room)
    assert queries_of(desk, f"{interview.path}?q=青葉") == few


def test_a_longer_timeline_asks_no_more_queries(desk: Desk, small_world: World):
    from kaketsuke.accounts import context, viewers
    from kaketsuke.cases import services as case_services
    from kaketsuke.cases.models import Case

    open_case(desk, small_world, "308")
    case = Case.objects.get()
    few = queries_of(desk, f"/console/cases/{case.pk}/")
    with context.as_system():
        for _again in range(5):
            case_services.remark(
                case.pk, remark="HumanRung", actor=viewers.TIMER, now=world.NOW, words="電話した"
            )
    assert queries_of(desk, f"/console/cases/{case.pk}/") == few
