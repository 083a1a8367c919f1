"""The office keeps buildings, doors, owners and contracts; what ends is told to everybody (1.2)."""

import re
from copy import copy
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.database import ids
from kaketsuke.database.paging import page_among
from kaketsuke.notify.models import Message
from kaketsuke.parties import premises, registry
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import Building, ContractBuilding, Dwelling, Lock, Owner
from kaketsuke.places import services as place_services
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import EndingNotice
from tests.web.console.conftest import Desk, shown
from tests.web.office.conftest import staff
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def building_path(w: World, rest: str = "") -> str:
    return f"/office/buildings/{w.building.pk}/{rest}"


def test_a_building_is_found_and_shown_with_everything_but_its_people(
    office: Desk, small_world: World, django_assert_max_num_queries: Any
):
    assert "青葉ハイツ" in shown(office.get("/office/buildings/", q="あおば"))
    assert "見つかりません" in shown(office.get("/office/buildings/", q="ない"))
    with django_assert_max_num_queries(24):
        page = shown(office.get(building_path(small_world)))
    for words in ("見本不動産株式会社", "覚書-1", "203", "SL-1", "S-203"):
        assert words in page
    assert "佐藤" not in page


def test_a_long_list_says_how_long_it_is_and_goes_on(office: Desk, small_world: World):
    with context.as_system():
        more = [copy(small_world.building) for _each in range(registry.LISTED)]
        for number, each in enumerate(more):
            each.pk, each.code = ids.new_id(), f"Z-{number:03}"
        Building.objects.bulk_create(more)
    first = shown(office.get("/office/buildings/", q="青葉"))
    assert "51 件のうち 1〜50 件目" in first
    assert "?q=%E9%9D%92%E8%91%89&amp;page=2" in first
    last = shown(office.get("/office/buildings/", q="青葉", page="2"))
    assert "51 件のうち 51〜51 件目" in last
    assert "Z-049" in last
    assert "次へ" not in last


def test_the_doors_of_a_large_building_are_read_a_page_at_a_time(
    office: Desk, small_world: World, django_assert_max_num_queries: Any
):
    with context.as_system():
        more = [copy(small_world.home) for _each in range(500)]
        for number, each in enumerate(more, 300):
            each.pk, each.room = ids.new_id(), str(number)
        Dwelling.objects.bulk_create(more)
    with django_assert_max_num_queries(24):
        page = shown(office.get(building_path(small_world)))
    assert "502 件のうち 1〜100 件目" in page
    assert "502 件のうち 501〜502 件目" in shown(office.get(building_path(small_world), page="9"))


def test_rows_of_several_tables_are_shown_a_page_at_a_time():
    page = page_among(range(205), 3)
    assert (page.rows, page.first, page.total, page.has_more) == (
        list(range(200, 205)),
        201,
        205,
        False,
    )
    assert page_among([], 4).rows == []


def test_a_building_is_recorded_only_with_the_company_in_charge(office: Desk, small_world: World):
    with context.as_system():
        place_services.load_towns(["13104"])
    given = {
        "company": str(small_world.company.pk), "code": "NEW-1", "name": "新館",
        "postal_code": "１６０－００２３", "address": "東京都新宿区西新宿1-1",
        "latitude": "35.69", "longitude": "139.70",
    }  # fmt: skip
    assert "7 桁" in shown(
        office.post("/office/buildings/new/", **given | {"postal_code": "1"}), 422
    )
    wrong = given | {"postal_code": "5300001"}
    assert "読み込まれていません" in shown(office.post("/office/buildings/new/", **wrong), 422)
    assert office.post("/office/buildings/new/", **given).status_code == 302
    assert Building.objects.get(code="NEW-1").municipality_code == "13104"
    assert "使われています" in shown(office.post("/office/buildings/new/", **given), 422)


def test_position_rooms_locks_and_owners_are_kept(office: Desk, small_world: World):
    assert (
        office.post(
            building_path(small_world, "place/"), latitude="35.7", longitude="139.7"
        ).status_code
        == 302
    )
    assert (
        office.post(building_path(small_world, "rooms/"), rooms="301\n３０２号室\n").status_code
        == 302
    )
    assert "すでに登録" in shown(
        office.post(building_path(small_world, "rooms/"), rooms="301"), 422
    )
    home = Dwelling.objects.get(room="302")
    fit = f"/office/doors/{home.pk}/fit/"
    assert office.post(fit, model="SL-9", serial="X").status_code == 302
    assert "すでに登録" in shown(office.post(fit, model="SL-9", serial="Y"), 422)
    assert party_queries.lock_on_record(home.pk, NOW)
    assert office.post(f"/office/doors/{home.pk}/remove/").status_code == 302
    new = {"company": str(small_world.company.pk), "kind": "management_company"}
    both = new | {"legal_name": "見本管理", "family": "東", "phone": "03-1234-5678"}
    assert "どちらか一方" in shown(office.post("/office/owners/new/", **both), 422)
    natural = new | {"family": "東", "given": "一", "phone": "090-0000-0555"}
    assert office.post("/office/owners/new/", **natural).status_code == 302
    owner = Owner.objects.get(legal_person=False)
    attach = building_path(small_world, "owner/")
    assert office.post(attach, owner=str(owner.pk)).status_code == 302
    assert "東 一" in shown(office.get(building_path(small_world)))
    role = small_world.building.owners.get(owner=owner)
    assert office.post(f"/office/owner-roles/{role.pk}/").status_code == 302
    assert "個人のオーナーは" in shown(office.get(f"/office/owners/{owner.pk}/"))


@pytest.mark.clause("1.1")
def test_a_second_contract_of_the_same_time_is_refused_with_a_sentence(
    office: Desk, small_world: World
):
    given = {
        "owner": str(small_world.owner.pk), "document_reference": "覚書-2",
        "signed_on": "2026-11-20", "from_": "2026-12-01T00:00",
    }  # fmt: skip
    page = shown(office.post(building_path(small_world, "sign/"), **given), 422)
    assert "同じ期間の覚書" in page
    assert ContractBuilding.objects.count() == 1


@pytest.mark.clause("1.2")
def test_a_contract_ends_at_a_moment_and_everybody_registered_is_told(
    office: Desk, small_world: World, at_the_time: list[datetime]
):
    end = f"/office/contracts/{small_world.cover.pk}/end/"
    past = {"at": "2026-11-01T00:00", "document_reference": "解約-1"}
    assert "いまより後" in shown(office.post(end, **past), 422)
    given = {"at": "2026-12-01T09:00", "document_reference": "解約-1"}
    assert office.post(end, **given).status_code == 302
    at = datetime.fromisoformat("2026-12-01T09:00+09:00")
    status = [
        party_queries.contract_status_at(small_world.home.pk, moment).status
        for moment in (at - SECOND, at)
    ]
    assert status == ["active", "ended"]
    page = shown(office.get(building_path(small_world)))
    assert "0 / 1" in page
    with context.as_system():
        notice = EndingNotice.objects.get()
        assert resident_services.tell_next_of_ending(notice.pk, now=NOW) == 1
        assert resident_services.tell_next_of_ending(notice.pk, now=NOW) == 0
        assert Message.objects.filter(template="service_ends").count() == 2
    assert "1 / 1" in shown(office.get(building_path(small_world)))


@pytest.mark.clause("1.2")
def test_a_change_says_whether_the_service_goes_on(office: Desk, small_world: World):
    amend = f"/office/contracts/{small_world.cover.pk}/amend/"
    given = {"at": "2026-12-01T09:00", "document_reference": "変更-1"}
    assert "続きますか" in shown(office.post(amend, **given), 422)
    assert office.post(amend, **given, service_continues="yes").status_code == 302
    assert "変更（サービスは続く）" in shown(office.get(building_path(small_world)))
    with context.as_system():
        assert not EndingNotice.objects.exists()
    assert office.post(amend, **given, service_continues="no").status_code == 302
    assert "変更（サービスは終わる）" in shown(office.get(building_path(small_world)))
    at = datetime.fromisoformat("2026-12-01T09:00+09:00")
    assert party_queries.contract_status_at(small_world.home.pk, at).status == "service_removed"


def test_a_model_may_be_broken_beforehand_and_no_more(office: Desk, small_world: World):
    cover = f"/office/contracts/{small_world.cover.pk}/"
    assert office.post(f"{cover}approve/", lock_model="SL-1").status_code == 302
    assert "すでにあります" in shown(office.post(f"{cover}approve/", lock_model="SL-1"), 422)
    assert party_queries.breaking_is_approved(small_world.home.pk, NOW)
    assert office.post(f"{cover}withdraw/", lock_model="SL-1").status_code == 302


def test_another_companys_office_finds_nothing(small_world: World):
    with context.as_system():
        elsewhere = staff(small_world, "office", company=small_world.other_company)
    for path in (
        building_path(small_world),
        building_path(small_world, "place/"),
        f"/office/contracts/{small_world.cover.pk}/end/",
        f"/office/doors/{small_world.home.pk}/fit/",
        f"/office/owners/{small_world.owner.pk}/",
        f"/office/companies/{small_world.company.pk}/",
        f"/office/prices/{small_world.company.pk}/set/",
    ):
        assert elsewhere.get(path).status_code == 404, path
    assert "青葉ハイツ" not in shown(elsewhere.get("/office/buildings/"))


def test_every_page_of_the_office_is_for_the_office(office: Desk, small_world: World):
    pages = {"/office/", *re.findall(r'href="(/office/[^"]+)"', shown(office.get("/office/")))}
    assert len(pages) >= 7
    for path in pages - {"/office/follow-ups/"}:
        shown(office.get(path))
        assert Client().get(path).status_code == 302
        assert Desk(small_world.operator).get(path).status_code == 403, path


def test_what_is_known_of_a_place_is_kept_and_what_is_not_is_said(office: Desk, small_world: World):
    w = small_world
    assert shown(office.get(building_path(w))).count("不明") == 2
    given = {"entrance_note": "裏口から", "auto_lock": "no", "parking": "paid"}
    assert office.post(building_path(w, "describe/"), **given).status_code == 302
    door = f"/office/doors/{w.home.pk}/describe/"
    assert office.post(door, floor="-1", door="back").status_code == 302
    page = shown(office.get(building_path(w)))
    for words in ("裏口から", "近くの有料駐車場", "地下 1 階", "勝手口のドア"):
        assert words in page, words
    assert "-5（地下 5 階）" in shown(office.post(door, floor="0"), 422)
    assert office.post(door, floor="", door="").status_code == 302
    assert premises.of_dwelling(w.home.pk, at=NOW) == premises.Premises(False, "paid", None, None)


@pytest.mark.parametrize(
    ("model", "wrong", "constraint"),
    [
        (Dwelling, {"floor": 0}, "parties_dwelling_floor_exists"),
        (Dwelling, {"floor": 400}, "parties_dwelling_floor_exists"),
        (Building, {"parking": "roof"}, "parties_building_parking_known"),
        (Lock, {"door": "window"}, "parties_lock_door_known"),
    ],
)
def test_the_database_knows_floors_doors_and_places_for_the_car(
    small_world: World, model: Any, wrong: dict[str, Any], constraint: str
):
    with (
        context.as_system(),
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
    ):
        model.objects.update(**wrong)
