from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from kaketsuke.accounts.viewers import NOBODY, Viewer
from kaketsuke.database import ids
from kaketsuke.parties import events, queries, services
from kaketsuke.parties.models import Company, ContractChange, Dwelling, Mandate, PrivacyManager
from tests.parties.builders import add_estate

pytestmark = pytest.mark.django_db

SINCE = datetime(2026, 2, 1, tzinfo=UTC)
END = datetime(2026, 6, 1, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.clause("1.2")
def test_the_contract_holds_until_the_second_it_ends():
    estate = add_estate(since=SINCE)
    services.end_contract(estate.cover.id, at=END, now=END)
    status = [
        queries.contract_status_at(estate.home.id, at).status
        for at in (SINCE - SECOND, SINCE, END - SECOND, END, END + SECOND)
    ]
    assert status == ["none", "active", "active", "ended", "ended"]


@pytest.mark.clause("1.2")
def test_a_change_that_takes_the_service_away_is_told_apart_from_an_end():
    estate = add_estate(since=SINCE)
    services.end_contract(estate.cover.id, at=END, service_removed=True, now=END)
    assert queries.contract_status_at(estate.home.id, END - SECOND).status == "active"
    assert queries.contract_status_at(estate.home.id, END).status == "service_removed"


@pytest.mark.clause("1.1")
def test_a_room_left_out_of_the_contract_is_not_covered():
    estate = add_estate(since=SINCE)
    shop = services.add_dwellings(estate.building, rooms=["101"], excluded_from_contract=True)[0]
    assert queries.contract_status_at(shop.id, END) == ("active", False)
    assert queries.contract_status_at(estate.home.id, END) == ("active", True)


def test_an_ended_contract_cannot_end_again():
    estate = add_estate(since=SINCE)
    services.end_contract(estate.cover.id, at=END, now=END)
    with pytest.raises(services.CannotEndContract):
        services.end_contract(estate.cover.id, at=END + SECOND, now=END)


def test_a_building_has_one_contract_at_a_time():
    estate = add_estate(since=SINCE)
    with pytest.raises(services.CannotRecordParty, match="期間"):
        services.cover_building(estate.cover.contract, building=estate.building, from_=END)
    services.end_contract(estate.cover.id, at=END, now=END)
    services.cover_building(estate.cover.contract, building=estate.building, from_=END)
    assert queries.contract_status_at(estate.home.id, END).status == "active"


def test_a_code_a_room_and_a_lock_occur_once():
    estate = add_estate(since=SINCE)
    with pytest.raises(services.CannotRecordParty, match="部屋"):
        services.add_dwellings(estate.building, rooms=["２０３号室"])[0]
    with pytest.raises(services.CannotRecordParty, match="ロック"):
        services.fit_lock(estate.home, model="SL-1", serial="S-2", now=END)
    services.remove_lock(estate.home.id, now=END)
    assert queries.lock_on_record(estate.home.id, END - SECOND)
    assert not queries.lock_on_record(estate.home.id, END)


@pytest.mark.clause("P-2")
def test_a_home_stands_in_a_building():
    with pytest.raises(IntegrityError):
        Dwelling(room="101").save(force_insert=True)


@pytest.mark.clause("P-5")
def test_a_building_has_an_owner_and_a_management_company():
    estate = add_estate(since=SINCE)
    manager = services.add_owner(
        estate.company, kind="management_company", legal_name="見本管理株式会社"
    )
    services.attach_owner(estate.building, owner=manager, now=SINCE)
    both = {each.pk for each in queries.owners_of(estate.building.pk, END)}
    assert both == {estate.owner.pk, manager.pk}


def test_a_municipality_has_one_company_in_charge():
    estate = add_estate(since=SINCE)
    services.put_area_in_charge(estate.company, municipality_code="13104", now=SINCE)
    other = services.add_company("見本西株式会社", now=SINCE)
    with pytest.raises(services.CannotRecordParty, match="所管"):
        services.put_area_in_charge(other, municipality_code="13104", now=END)
    assert queries.company_of_municipality("13104", END) == estate.company
    assert queries.company_of_municipality("13104", SINCE - SECOND) is None


@pytest.mark.clause("A1.2.1")
def test_only_a_legal_person_has_agents():
    estate = add_estate(since=SINCE)
    agent, landlord = ids.new_id(), ids.new_id()
    services.give_mandate(estate.owner, person_id=agent, now=SINCE)
    assert queries.mandate_live(estate.owner.id, agent, END)
    assert not queries.mandate_live(estate.owner.id, landlord, END)
    natural = services.add_owner(estate.company, person_id=landlord)
    with pytest.raises(services.CannotRecordParty, match="法人"):
        services.give_mandate(natural, person_id=agent, now=SINCE)


@pytest.mark.clause("A1.2.1")
def test_the_database_refuses_a_mandate_that_lies_about_its_owner():
    estate = add_estate(since=SINCE)
    natural = services.add_owner(estate.company, person_id=ids.new_id())
    lie = Mandate(owner=natural, person_id=ids.new_id(), valid=(SINCE, None))
    with pytest.raises(services.CannotRecordParty, match="法人"):
        services.record(lie)


def test_an_ended_mandate_speaks_for_nobody():
    estate = add_estate(since=SINCE)
    mandate = services.give_mandate(estate.owner, person_id=ids.new_id(), now=SINCE)
    services.end_mandate(mandate.id, now=END)
    assert queries.mandate_live(estate.owner.id, mandate.person_id, END - SECOND)
    assert not queries.mandate_live(estate.owner.id, mandate.person_id, END)


def test_an_owner_is_named_or_a_person_never_both():
    estate = add_estate(since=SINCE)
    with pytest.raises(services.CannotRecordParty, match="法人名"):
        services.add_owner(estate.company, legal_name="見本", person_id=ids.new_id())
    with pytest.raises(services.CannotRecordParty, match="法人名"):
        services.add_owner(estate.company)


@pytest.mark.clause("4.4")
def test_every_kind_of_force_majeure_has_words():
    assert set(events.KIND_WORDS) == set(events.AreaEventKind)
    assert len(events.AreaEventKind) == 19


@pytest.mark.parametrize(
    "typed", ["青葉", "あおば", "ｱｵﾊﾞ", "aoba-1", "西新宿", "青葉 西新宿", "葉", "ハイツ"]
)
def test_a_building_is_found_by_what_people_type(typed: str):
    estate = add_estate(since=SINCE)
    viewer = Viewer(company_ids=frozenset({estate.company.id}))
    assert queries.search_buildings(viewer, typed) == [estate.building]


@pytest.mark.parametrize("typed", ["", " ", "青空", "葉青", "青葉 渋谷"])
def test_other_words_find_no_building(typed: str):
    estate = add_estate(since=SINCE)
    viewer = Viewer(company_ids=frozenset({estate.company.id}))
    assert queries.search_buildings(viewer, typed) == []


def test_a_stranger_finds_no_building():
    add_estate(since=SINCE)
    assert queries.search_buildings(NOBODY, "青葉") == []


def test_codes_and_rooms_are_found_as_typed():
    estate = add_estate(since=SINCE)
    assert queries.building_by_code("ａｏｂａ-1") == estate.building
    assert queries.dwelling(estate.building.id, "203号室") == estate.home
    assert queries.owners_of(estate.building.id, END) == [estate.owner]
    assert queries.owners_of(estate.building.id, SINCE - SECOND) == []


@pytest.mark.clause("1.2")
def test_a_change_says_whether_the_service_goes_on_and_every_change_is_kept():
    estate = add_estate(since=SINCE)
    services.amend_contract(
        estate.cover.id,
        at=END,
        service_continues=True,
        document_reference="覚書-1-変更1",
        now=SINCE,
    )
    assert queries.contract_status_at(estate.home.id, END).status == "active"
    later = END + timedelta(days=1)
    services.amend_contract(
        estate.cover.id,
        at=later,
        service_continues=False,
        document_reference="覚書-1-変更2",
        now=END,
    )
    assert queries.contract_status_at(estate.home.id, later - SECOND).status == "active"
    assert queries.contract_status_at(estate.home.id, later).status == "service_removed"
    kept = [(each.kind, each.effective_at) for each in estate.cover.changes.all()]
    assert kept == [("amended", END), ("service_removed", later)]


@pytest.mark.clause("1.2")
def test_the_database_holds_a_change_to_its_own_word():
    estate = add_estate(since=SINCE)
    with pytest.raises(IntegrityError, match="says_whether_service_continues"):
        ContractChange.objects.create(
            contract_building=estate.cover,
            kind="ended",
            service_continues=True,
            effective_at=END,
            recorded_at=END,
        )


def test_what_was_changed_cannot_be_changed_by_the_serving_role(as_app_role: None):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('parties_contractchange', 'UPDATE, DELETE')")
        assert cursor.fetchone() == (False,)


def test_a_successor_takes_over_the_areas_and_the_old_company_ends():
    estate = add_estate(since=SINCE)
    services.put_area_in_charge(estate.company, municipality_code="13104", now=SINCE)
    heir = services.add_company("見本西株式会社", now=SINCE)
    with pytest.raises(services.CannotRecordParty, match="別の会社"):
        services.succeed_company(estate.company.pk, successor_id=estate.company.pk, now=END)
    services.succeed_company(estate.company.pk, successor_id=heir.pk, now=END)
    assert queries.company_of_municipality("13104", END - SECOND) == estate.company
    assert queries.company_of_municipality("13104", END) == heir
    with pytest.raises(services.CannotRecordParty, match="すでに終わって"):
        services.succeed_company(estate.company.pk, successor_id=heir.pk, now=END + SECOND)


def test_the_database_refuses_a_successor_of_a_living_company():
    estate = add_estate(since=SINCE)
    heir = services.add_company("見本西株式会社", now=SINCE)
    with pytest.raises(IntegrityError, match="succeeded_has_ended"):
        Company.objects.filter(pk=estate.company.pk).update(successor=heir)


@pytest.mark.clause("4.10d")
@pytest.mark.clause("4.10")
def test_a_company_and_each_station_have_one_privacy_manager_at_a_time():
    estate = add_estate(since=SINCE)
    assert [each.name for each in queries.companies_without_privacy_manager(SINCE)] == [
        estate.company.name
    ]
    for station, moment in (("", SINCE), ("西新宿局", SINCE), ("", END)):
        services.appoint_privacy_manager(
            estate.company, station=station, title="部長", account_id=ids.new_id(), now=moment
        )
    assert queries.companies_without_privacy_manager(END) == []
    held = queries.privacy_managers(estate.company.pk, END)
    assert [each.station for each in held] == ["", "西新宿局"]
    services.end_privacy_manager(held[0].pk, now=END + SECOND)
    assert queries.companies_without_privacy_manager(END + SECOND) != []
    with pytest.raises(IntegrityError, match="privacy_manager_once"):
        PrivacyManager.objects.create(
            company=estate.company,
            station="西新宿局",
            title="別",
            account_id=ids.new_id(),
            valid=(SINCE, None),
        )


def test_a_mandate_may_have_an_end_and_an_owner_may_leave_a_building():
    estate = add_estate(since=SINCE)
    agent = ids.new_id()
    services.give_mandate(estate.owner, person_id=agent, until=END, now=SINCE)
    assert queries.mandate_live(estate.owner.id, agent, END - SECOND)
    assert not queries.mandate_live(estate.owner.id, agent, END)
    with pytest.raises(services.CannotRecordParty, match="いまより後"):
        services.give_mandate(estate.owner, person_id=ids.new_id(), until=SINCE, now=SINCE)
    role = services.attach_owner(
        estate.building, owner=services.add_owner(estate.company, legal_name="見本管理"), now=SINCE
    )
    services.detach_owner(role.pk, now=END)
    assert role.owner in queries.owners_of(estate.building.pk, END - SECOND)
    assert role.owner not in queries.owners_of(estate.building.pk, END)


def test_a_building_stands_in_japan_and_an_area_may_end():
    estate = add_estate(since=SINCE)
    with pytest.raises(services.CannotRecordParty, match="日本"):
        services.place_building(estate.building.pk, latitude=139.7, longitude=35.7)
    moved = services.place_building(estate.building.pk, latitude=35.7, longitude=139.7)
    assert (moved.latitude, moved.longitude) == (35.7, 139.7)
    area = services.put_area_in_charge(estate.company, municipality_code="13104", now=SINCE)
    services.end_area(area.pk, now=END)
    assert queries.company_of_municipality("13104", END) is None
