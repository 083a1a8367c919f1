"""An owner sees own buildings only, registration data only, and each view is recorded (4.9)."""

from datetime import datetime, timedelta

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Case
from kaketsuke.database import ids
from kaketsuke.onsite.models import Opening
from kaketsuke.overview import owners_view
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Dwelling
from kaketsuke.privacy import services as privacy_services
from kaketsuke.privacy.models import Provision
from tests import stories, world
from tests.web.console.conftest import Desk, shown
from tests.world import LONG_AGO, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.9")]


PAGES = ("", "registrants/", "doors/", "rosters/")


def path(w: World, rest: str = "") -> str:
    return f"/owner/buildings/{w.building.pk}/{rest}"


def test_the_terms_on_data_come_before_the_first_view(newcomer: Desk, small_world: World):
    for place in ("/owner/", path(small_world), path(small_world, "registrants/")):
        assert newcomer.get(place)["Location"] == "/owner/terms/"
    assert "チェックを付けてください" in shown(newcomer.post("/owner/terms/"), 422)
    assert newcomer.post("/owner/terms/", accepted="yes")["Location"] == "/owner/"
    assert "青葉ハイツ" in shown(newcomer.get("/owner/"))


def test_an_owner_begins_at_the_own_buildings(owner: Desk, small_world: World):
    page = shown(owner.get("/start/"))
    assert 'href="/owner/"' in page
    assert "この先にご用意する画面" not in page
    page = shown(owner.get(path(small_world)))
    assert "覚書-1" in page
    assert "1 / 2" in page
    assert "佐藤" not in page


def test_who_is_registered_is_shown_and_each_view_is_recorded(owner: Desk, small_world: World):
    page = shown(owner.get(path(small_world, "registrants/")))
    for words in ("203", "佐藤 花子", "090-0000-0203", "sato@example.jp"):
        assert words in page
    shown(owner.get(path(small_world, "registrants/")))
    with context.as_system():
        views = list(Provision.objects.all())
    assert len(views) == 2
    assert {each.person_id for each in views} == {small_world.sato.pk}
    assert {each.provided_by_id for each in views} == {owner.user.pk}
    assert "青木" not in page


def test_a_blocked_person_is_not_shown(owner: Desk, small_world: World):
    with context.as_system():
        privacy_services.block(
            small_world.sato.pk,
            owner_id=None,
            reason="つきまとい",
            actor=Actor(ActorRole.PRIVACY, ids.new_id()),
            now=NOW,
        )
    assert "佐藤" not in shown(owner.get(path(small_world, "registrants/")))
    with context.as_system():
        assert not Provision.objects.exists()


def test_another_owner_finds_nothing(other_owner: Desk, small_world: World):
    assert "青葉ハイツ" not in shown(other_owner.get("/owner/"))
    for rest in ("", "registrants/", "doors/", "rosters/", "rosters/empty/"):
        assert other_owner.get(path(small_world, rest)).status_code == 404
    assert other_owner.post(path(small_world, "letters/")).status_code == 404


def test_an_owner_who_has_left_the_building_sees_it_no_more(owner: Desk, small_world: World):
    role = small_world.building.owners.get()
    party_services.detach_owner(role.pk, now=NOW)
    assert owner.get(path(small_world)).status_code == 404


def test_others_are_not_let_in(small_world: World):
    assert Client().get("/owner/").status_code == 302
    for account in (small_world.operator, small_world.mori_account, small_world.stranger):
        assert Desk(account).get("/owner/").status_code == 403
        assert Desk(account).get(path(small_world, "registrants/")).status_code == 403


def test_in_the_serving_role_an_owner_sees_the_same(
    owner: Desk, small_world: World, as_app_role: None
):
    assert "佐藤 花子" in shown(owner.get(path(small_world, "registrants/")))
    assert "1 / 2" in shown(owner.get(path(small_world)))


def test_the_doors_show_what_was_done_to_them_and_nobodys_call(owner: Desk, small_world: World):
    with context.as_system():
        case = stories.sato_is_helped(small_world)
        dwelling = Dwelling.objects.get(pk=case.dwelling_id)
        party_services.remove_lock(dwelling.pk, now=NOW)
        party_services.fit_lock(dwelling, model="SL-2", serial="S-9", now=NOW)
    page = shown(owner.get(path(small_world, "doors/")))
    for words in ("ロックを取り付けました", "ロックを取り外しました", "SL-2"):
        assert words in page
    for words in ("カードキー", "佐藤", f"K-{case.number}"):
        assert words not in page


def test_a_broken_lock_is_told_with_its_room_and_day(owner: Desk, small_world: World):
    with context.as_system(), connection.cursor() as cursor:
        case = stories.sato_is_helped(small_world)
        # Whether the work was allowed is guarded elsewhere; here only its trace matters.
        cursor.execute("ALTER TABLE onsite_opening DISABLE TRIGGER USER")
        Opening.objects.create(
            company_id=case.company_id,
            case=case,
            method="destructive",
            destructive_approved_by="owner",
            lock_usable=False,
            if_unusable="interim",
            interim_kind="guard",
            interim_decided_by="owner",
            interim_until=NOW + timedelta(days=1),
            opened_at=NOW,
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE onsite_opening ENABLE TRIGGER USER")
    assert "壊して開けました" in shown(owner.get(path(small_world, "doors/")))


def test_a_month_is_counted_only_where_the_count_names_nobody(owner: Desk, small_world: World):
    with context.as_system():
        stories.sato_is_helped(small_world)
        viewer = world.viewer(owner.user)
    months = owners_view.months(viewer, small_world.building.pk, at=NOW)
    assert months is not None
    assert months[0].count is None
    assert len(months) == owners_view.MONTHS
    page = shown(owner.get(path(small_world, "doors/")))
    assert page.count("5 件未満") == owners_view.MONTHS


def test_letters_are_made_for_every_dwelling_of_the_contract(owner: Desk, small_world: World):
    from io import BytesIO

    with context.as_system():
        party_services.add_dwellings(
            small_world.building, rooms=["101"], excluded_from_contract=True
        )[0]
    answer = owner.post(path(small_world, "letters/"))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert len(pypdf.PdfReader(BytesIO(answer.content)).pages) == 2


@pytest.mark.clause("A1.2.1")
def test_an_owner_keeps_its_own_agents(
    owner: Desk, other_owner: Desk, small_world: World, at_the_time: list[datetime]
):
    new = f"/owner/agents/{small_world.owner.pk}/new/"
    assert "読み取れません" in shown(
        owner.post(new, family="西", given="一", phone="abc", until=""), 422
    )
    given = {"family": "西", "given": "一", "phone": "０９０－００００－０７７７"}
    assert owner.post(new, **given, until="2026-11-30").status_code == 302
    page = shown(owner.get("/owner/agents/"))
    assert "西 一" in page
    assert "090-0000-0777" in page
    with context.as_system():
        mandate = small_world.owner.mandates.get()
    assert mandate.valid.upper - NOW > timedelta(days=8)
    end = f"/owner/mandates/{mandate.pk}/end/"
    assert other_owner.get(end).status_code == 404
    assert other_owner.post(new, **given, until="").status_code == 404
    at_the_time[0] = NOW + timedelta(hours=1)
    assert owner.post(end).status_code == 302
    mandate.refresh_from_db()
    assert mandate.valid.upper == at_the_time[0]


def test_pages_need_as_many_queries_for_many_as_for_one(owner: Desk, small_world: World):
    def asked(rest: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(owner.get(rest))
        return len(queries)

    places = ["/owner/", *(path(small_world, each) for each in PAGES)]
    of_one = {place: asked(place) for place in places}
    with context.as_system():
        homes = party_services.add_dwellings(
            small_world.building, rooms=[str(n) for n in range(301, 331)]
        )
        for n, home in enumerate(homes):
            person = world.add_resident(
                small_world.company, family="架空", given=str(n), phone=f"090-0001-{n:04}"
            )
            world.register(person, dwelling=home, terms=small_world.terms)
    assert {place: asked(place) for place in places} == of_one
    assert Case.objects.count() == 0
    assert LONG_AGO < NOW
