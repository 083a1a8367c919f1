"""Buildings follow a company's successor at the day; what was done before keeps its name (F-2)."""

from datetime import datetime, timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Contract
from kaketsuke.residents.models import Registration
from tests import stories, world
from tests.web.console.conftest import Desk, shown
from tests.world import LONG_AGO, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("F-2"), pytest.mark.clause("F-3")]
LATER = NOW + timedelta(hours=1)


def test_the_successors_office_has_the_buildings_and_their_past(
    small_world: World, at_the_time: list[datetime], as_app_role: None
):
    w = small_world
    with context.as_system():
        heir = party_services.add_company("見本後継株式会社", now=LONG_AGO)
        desk = Desk(world.add_account("heir", label="西", role="office", company_id=heir.pk))
        lists = ("/office/buildings/", "/office/owners/")
        assert all("青葉ハイツ" not in shown(desk.get(each)) for each in lists)
        party_services.succeed_company(w.company.pk, successor_id=heir.pk, now=NOW)
    at_the_time[0] = LATER
    assert "青葉ハイツ" in shown(desk.get("/office/buildings/"))
    assert "見本不動産" in shown(desk.get("/office/owners/"))
    assert "覚書-1" in shown(desk.get(f"/office/buildings/{w.building.pk}/"))
    with context.as_system():
        w.building.refresh_from_db()
        assert w.building.company_id == heir.pk
        assert {each.company_id for each in Contract.objects.all()} == {w.company.pk}
        assert {each.company_id for each in Registration.objects.all()} == {w.company.pk}


def test_a_resident_is_helped_under_the_successors_name(small_world: World):
    w = small_world
    with context.as_system():
        heir = party_services.add_company("見本後継株式会社", now=LONG_AGO)
        party_services.succeed_company(w.company.pk, successor_id=heir.pk, now=NOW)
        w.building.refresh_from_db()
        w.home.refresh_from_db()
        case = stories.sato_is_helped(w, now=LATER)
    assert case.company_id == heir.pk


def test_a_chain_of_successions_is_followed_at_its_days(small_world: World):
    first = small_world.company
    second, third = (
        party_services.add_company(f"見本{each}株式会社", now=LONG_AGO)
        for each in ("後継", "再後継")
    )
    party_services.succeed_company(first.pk, successor_id=second.pk, now=NOW)
    party_services.succeed_company(second.pk, successor_id=third.pk, now=LATER)
    before = LATER - timedelta(seconds=1)
    assert party_queries.with_predecessors([third.pk], before) == {third.pk}
    assert party_queries.with_predecessors([third.pk], LATER) == {first.pk, second.pk, third.pk}
    assert party_queries.with_predecessors([], LATER) == frozenset()
