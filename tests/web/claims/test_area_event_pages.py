"""Supervisors keep the register of area events; what it says is in force at the desk at once."""

import uuid
from typing import Any

import pytest

from kaketsuke.accounts import context
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import AreaEvent
from kaketsuke.places.models import Town
from tests.claims.conftest import Claims
from tests.web.console.conftest import Desk, shown
from tests.world import NOW

pytestmark = pytest.mark.django_db
LIST, NEW = "/claims/area-events/", "/claims/area-events/new/"
FLOOD = {"kind": "flood", "since": "2026-11-22T22:00", "source": "気象庁の発表"}
AROUND = "35.69, 139.69\n35.69, 139.70\n35.70、139.70\n\n35.70,139.69\n"


def facts(here: Claims) -> tuple[bool, bool]:
    return party_queries.area_facts(here.world.building, NOW)


@pytest.mark.clause("4.4", "4.7.2")
def test_an_event_is_declared_for_municipalities_and_ended(here: Claims) -> None:
    with context.as_system():
        Town.objects.create(
            prefecture="東京都", municipality_code="13104", municipality="新宿区", name="西新宿",
            latitude=35.7, longitude=139.7,
        )  # fmt: skip
    desk = Desk(here.world.supervisor)
    assert "登録された事象はありません" in shown(desk.get(LIST))
    assert "新宿区" in shown(desk.get(NEW))
    assert desk.post(NEW, **FLOOD).status_code == 422
    assert desk.post(NEW, **FLOOD, municipalities=["27100"]).status_code == 422
    sent = desk.post(NEW, **FLOOD, municipalities=["13104"], closes_service="on")
    assert sent.status_code == 302
    page = shown(desk.get(LIST))
    for words in ("洪水", "新宿区", "続いています", "止めています", "気象庁の発表"):
        assert words in page
    assert facts(here) == (True, True)
    event = AreaEvent.objects.get()
    desk.post(f"{LIST}{event.pk}/end/")
    assert facts(here) == (False, False)
    assert "続いています" not in shown(desk.get(LIST))


@pytest.mark.clause("4.4")
@pytest.mark.parametrize(
    ("shape", "status"), [(AROUND, 302), ("35.69, 139.69\n35.69, 139.70", 422), ("あ\nい\nう", 422)]
)
def test_an_area_is_drawn_or_typed_point_by_point(here: Claims, shape: str, status: int) -> None:
    desk = Desk(here.world.supervisor)
    assert desk.post(NEW, **FLOOD, shape=shape).status_code == status
    away = shown(desk.post(NEW, **FLOOD, shape="46.1, 120\n46.1, 156\n31.8, 156"), 422)
    assert "日本の外" in away
    assert facts(here) == (status == 302, False)


@pytest.mark.clause("4.4")
def test_another_kind_needs_a_note_and_nothing_begins_in_the_future(here: Claims) -> None:
    desk = Desk(here.world.supervisor)
    for wrong in (
        {"kind": "other", "note": " "},
        {"kind": "sadness"},
        {"since": "2026-11-22T22:15"},
        {"source": ""},
    ):
        sent: dict[str, Any] = {**FLOOD, "municipalities": ["13104"], **wrong}
        assert desk.post(NEW, **sent).status_code == 422
    assert not AreaEvent.objects.exists()


def test_the_desk_reads_and_only_supervisors_write(here: Claims) -> None:
    operator, small = Desk(here.world.operator), here.world
    assert "地域の事象を登録する" not in shown(operator.get(LIST))
    for path in (NEW, f"{LIST}{uuid.uuid4()}/end/"):
        assert operator.post(path).status_code == 403
    for account in (small.mori_account, small.stranger):
        assert Desk(account).get(LIST).status_code == 403
    assert Desk(small.supervisor).post(f"{LIST}{uuid.uuid4()}/end/").status_code == 404
    other = here.world.other_company
    with context.as_system():
        theirs = AreaEvent.objects.create(
            kind="flood", company=other, municipality_codes=["27100"], source="x",
            valid=(NOW, None), declared_by_id=uuid.uuid4(),
        )  # fmt: skip
    assert Desk(small.supervisor).post(f"{LIST}{theirs.pk}/end/").status_code == 404
