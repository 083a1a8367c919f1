"""One register of area events: what stands where, since when, and who declared and ended it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM
from kaketsuke.audit import queries as audit_queries
from kaketsuke.database import ids
from kaketsuke.parties import events, queries
from kaketsuke.parties.events import AreaEventKind, CannotDeclareAreaEvent
from kaketsuke.parties.models import AreaEvent
from tests import world
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(hours=2)
AROUND = [(35.69, 139.69), (35.69, 139.70), (35.70, 139.70), (35.70, 139.69)]
ELSEWHERE = [(y + 0.1, x) for y, x in AROUND]


@pytest.fixture(autouse=True)
def seen_by_the_product(db: None) -> None:
    context.set_viewer(THE_SYSTEM)


@pytest.fixture
def here(seen_by_the_product: None) -> World:
    return world.build()


def declare(kind: AreaEventKind = AreaEventKind.FLOOD, **otherwise: Any) -> AreaEvent:
    said = {"source": "気象庁の発表", "declared_by_id": ids.new_id(), "now": NOW}
    return events.declare_area_event(kind, **{**said, **otherwise})


@pytest.mark.clause("4.4")
def test_the_register_knows_eighteen_named_kinds_and_another_that_needs_a_note() -> None:
    assert len(AreaEventKind) == 19
    assert list(events.KIND_WORDS) == list(AreaEventKind)
    for kind in AreaEventKind:
        if kind is not AreaEventKind.OTHER:
            declare(kind, municipality_codes=["13104"])
    with pytest.raises(CannotDeclareAreaEvent):
        declare(AreaEventKind.OTHER, municipality_codes=["13104"], note=" ")
    assert declare(AreaEventKind.OTHER, municipality_codes=["13104"], note="停電").note == "停電"


@pytest.mark.clause("4.4", "4.7.2")
def test_an_event_holds_in_its_area_and_time_and_closes_only_when_said_so(here: World) -> None:
    shinjuku = here.building
    assert queries.area_facts(shinjuku, NOW) == (False, False)
    declare(municipality_codes=["13101"])
    assert queries.area_facts(shinjuku, NOW) == (False, False)
    declare(municipality_codes=["13104", "13101"])
    assert queries.area_facts(shinjuku, NOW) == (True, False)
    closing = declare(municipality_codes=["13104"], closes_service=True)
    assert queries.area_facts(shinjuku, NOW - SECOND) == (False, False)
    assert queries.area_facts(shinjuku, LATER) == (True, True)
    events.end_area_event(closing.pk, ended_by_id=ids.new_id(), now=LATER)
    assert queries.area_facts(shinjuku, LATER) == (True, False)
    assert queries.area_facts(shinjuku, LATER - SECOND) == (True, True)


@pytest.mark.clause("4.4")
def test_a_drawn_area_counts_by_the_building_s_place(here: World) -> None:
    declare(shape=ELSEWHERE)
    assert queries.area_facts(here.building, NOW) == (False, False)
    drawn = declare(shape=AROUND, closes_service=True)
    assert queries.area_facts(here.building, NOW) == (True, True)
    assert queries.events_over(here.building, NOW, LATER) == [drawn]
    assert queries.events_over(here.building, NOW - 2 * SECOND, NOW - SECOND) == []


@pytest.mark.clause("4.7.2")
@pytest.mark.parametrize(
    "wrong",
    [
        {"municipality_codes": []},
        {"municipality_codes": ["13104"], "source": " "},
        {"municipality_codes": ["13104"], "from_": LATER},
        {"shape": AROUND[:2]},
    ],
)
def test_an_event_needs_area_source_and_a_beginning(wrong: dict[str, Any]) -> None:
    with pytest.raises(CannotDeclareAreaEvent):
        declare(**wrong)
    assert not AreaEvent.objects.exists()


def test_who_declared_and_ended_it_is_on_the_record_and_an_end_stays(here: World) -> None:
    event = declare(municipality_codes=["13104"], company_id=here.company.pk)
    by = ids.new_id()
    events.end_area_event(event.pk, ended_by_id=by, now=LATER)
    events.end_area_event(event.pk, ended_by_id=ids.new_id(), now=LATER + SECOND)
    kept = queries.area_event(event.pk)
    assert kept is not None
    assert (kept.valid.upper, kept.ended_by_id) == (LATER, by)
    assert not list(audit_queries.verify_chains(("area_event", event.pk)))
    standing = declare(municipality_codes=["13104"])
    assert queries.area_register(world.viewer(here.supervisor)) == [standing, kept]
    assert queries.area_register(world.viewer(here.stranger)) == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("parties_area_event_has_area", {"municipality_codes": []}),
        ("parties_area_event_other_is_noted", {"kind": "other"}),
    ],
)
def test_the_database_refuses_an_event_of_nowhere_and_of_nothing(
    name: str, change: dict[str, Any]
) -> None:
    event = declare(municipality_codes=["13104"])
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AreaEvent.objects.filter(pk=event.pk).update(**change)
