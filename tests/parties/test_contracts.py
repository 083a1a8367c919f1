from datetime import UTC, datetime, timedelta

import pytest

from kaketsuke.accounts.viewers import NOBODY, Viewer
from kaketsuke.database import ids
from kaketsuke.parties import events, queries, services
from kaketsuke.parties.models import Mandate
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
    shop = services.add_dwelling(estate.building, room="101", excluded_from_contract=True)
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
        services.add_dwelling(estate.building, room="２０３号室")
    with pytest.raises(services.CannotRecordParty, match="ロック"):
        services.fit_lock(estate.home, model="SL-1", serial="S-2", now=END)
    services.remove_lock(estate.home.id, now=END)
    assert queries.lock_on_record(estate.home.id, END - SECOND)
    assert not queries.lock_on_record(estate.home.id, END)


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
        services._record(lie)


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
def test_force_majeure_is_declared_for_an_area_and_closes_it_only_when_said_so():
    quiet, storm = "13104", "13113"
    services_off = events.declare_area_event(
        events.AreaEventKind.FLOOD,
        municipality_codes=[storm],
        source="気象庁の発表",
        declared_by_id=ids.new_id(),
        closes_service=True,
        now=SINCE,
    )
    events.declare_area_event(
        events.AreaEventKind.WEATHER,
        municipality_codes=[storm, "13101"],
        source="気象庁の発表",
        declared_by_id=ids.new_id(),
        now=SINCE,
    )
    assert queries.area_facts(quiet, END) == (False, False)
    assert queries.area_facts("13101", END) == (True, False)
    assert queries.area_facts(storm, END) == (True, True)
    events.end_area_event(services_off.id, now=END)
    assert queries.area_facts(storm, END) == (True, False)
    assert queries.area_facts(storm, END - SECOND) == (True, True)


@pytest.mark.clause("4.7.2")
def test_an_area_event_needs_a_source():
    with pytest.raises(events.CannotDeclareAreaEvent):
        events.declare_area_event(
            events.AreaEventKind.RIOT,
            municipality_codes=["13104"],
            source=" ",
            declared_by_id=ids.new_id(),
            now=SINCE,
        )


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
