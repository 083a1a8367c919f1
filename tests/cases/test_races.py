"""Fifty at once: one case, one step, one chain."""

from uuid import UUID

import pytest

from kaketsuke.accounts import context
from kaketsuke.audit import queries as audit_queries
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry
from kaketsuke.intake.models import Request
from tests import stories, world
from tests.at_once import TRIES, together
from tests.world import NOW, World

pytestmark = pytest.mark.django_db(transaction=True)


def requests_for_one_door(here: World) -> list[UUID]:
    return [stories.sato_calls(here).id for _each in range(TRIES)]


def test_fifty_requests_for_one_door_open_one_case() -> None:
    here = world.build()
    with context.as_system():
        ids = requests_for_one_door(here)
    actor = stories.operator(here)
    results = together(lambda number: case_services.open_case(ids[number], actor=actor, now=NOW))
    assert results.count("done") == 1
    assert all("進行中の案件" in each for each in results if each != "done")
    with context.as_system():
        assert Case.objects.count() == 1
        assert Request.objects.filter(state="accepted").count() == 1
        assert not list(audit_queries.verify_chains())


def test_fifty_presses_of_one_button_make_one_step() -> None:
    here = world.build()
    with context.as_system():
        case = stories.sato_is_helped(here)
    operator = stories.operator(here)
    results = together(
        lambda _number: case_services.advance(
            case.id, event=Event.RESIDENT_CANCELLED, actor=operator, now=NOW
        )
    )
    assert results.count("done") == 1
    with context.as_system():
        assert Entry.objects.filter(event="ResidentCancelled").count() == 1
        assert not list(audit_queries.verify_chains())
