"""Buildings follow a company's successor at the day; what was done before keeps its name (F-2)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import SYSTEM
from kaketsuke.money import queries as money_queries
from kaketsuke.money import services as money_services
from kaketsuke.money.services import PriceDraft
from kaketsuke.network import queries as network_queries
from kaketsuke.network import services as network_services
from kaketsuke.notify import queries as notify_queries
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Company, Contract
from kaketsuke.residents import queries as resident_queries
from kaketsuke.residents import services
from kaketsuke.residents.models import Registration
from tests import stories, world
from tests.pages import words
from tests.web.console.conftest import Desk, shown
from tests.world import LONG_AGO, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("F-2"), pytest.mark.clause("F-3")]
LATER = NOW + timedelta(hours=1)
BATTERY = PriceDraft("MT-BAT", "material", "電池", "Battery", "個", 800)


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


@pytest.fixture
def heir(small_world: World) -> Company:
    """The company that took the small world's over, and has made nothing of its own yet."""
    with context.as_system():
        found = party_services.add_company("見本後継株式会社", now=LONG_AGO)
        money_services.publish_price_list(
            small_world.company.pk, [BATTERY], from_=LONG_AGO, actor=SYSTEM, now=LONG_AGO
        )
        party_services.succeed_company(small_world.company.pk, successor_id=found.pk, now=NOW)
        for each in (small_world.building, small_world.home):
            each.refresh_from_db()
    return found


def test_the_contractors_and_their_chain_go_on_for_the_successor(small_world: World, heir: Company):
    w = small_world
    chains = network_queries.chains_of(heir.pk, LATER)
    assert chains == network_queries.chains_of(w.company.pk, LATER)
    assert chains[w.sub_firm.pk] == (w.firm, w.sub_firm)
    assert network_queries.chains_of(heir.pk, NOW - timedelta(seconds=1)) == {}
    with context.as_system():
        network_services.sign_edge(heir.pk, firm=w.firm, processor_contract="後継-1", now=LATER)
        links = network_queries.links_of(heir.pk, LATER)
    # Its own contract with the firm stands before the one that it took over.
    assert [each.company_id for each in links[w.sub_firm.pk]] == [heir.pk, w.company.pk]


def test_nobody_pays_more_because_a_company_was_succeeded(small_world: World, heir: Company):
    """The list goes on, also for who registers now; the successor's own list takes its place."""
    with context.as_system():
        (line,) = money_queries.price_list(heir.pk, on=LATER)
        assert (line.code, line.max_unit_yen) == ("MT-BAT", 800)
        assert money_queries.price_list(heir.pk, on=NOW - timedelta(seconds=1)) == []
        dearer = replace(BATTERY, max_unit_yen=900)
        third = party_services.add_company("見本第三株式会社", now=LONG_AGO)
        money_services.publish_price_list(
            third.pk, [dearer], from_=LONG_AGO, actor=SYSTEM, now=LONG_AGO
        )
        party_services.succeed_company(third.pk, successor_id=heir.pk, now=LATER)
        assert money_queries.items_in_force(heir.pk, at=LATER)["MT-BAT"].max_unit_yen == 800
        money_services.publish_price_list(heir.pk, [dearer], from_=LATER, actor=SYSTEM, now=LATER)
        assert money_queries.items_in_force(heir.pk, at=LATER)["MT-BAT"].max_unit_yen == 900


def test_what_firms_are_paid_for_a_job_goes_on(small_world: World, heir: Company):
    w = small_world
    with context.as_system():
        money_services.set_job_fee(w.company.pk, firm_id=w.firm.pk, job_yen=9_000, now=LONG_AGO)
        fee = money_queries.fee_of(w.firm.pk, heir.pk, at=LATER)
        assert fee is not None
        assert fee.job_yen == 9_000
        assert money_queries.fee_of(w.sub_firm.pk, heir.pk, at=LATER) is None


def test_the_office_sees_which_fees_it_took_over(
    small_world: World, heir: Company, at_the_time: list[datetime], as_app_role: None
):
    w = small_world
    with context.as_system():
        for firm in (w.firm, w.sub_firm):
            money_services.set_job_fee(w.company.pk, firm_id=firm.pk, job_yen=9_000, now=LONG_AGO)
        desk = Desk(world.add_account("heir", label="西", role="office", company_id=heir.pk))
    at_the_time[0] = LATER
    page = shown(desk.get("/office/fees/"))
    assert "まだありません" not in page
    assert words(page).count("から引き継ぎ") == 2
    desk.post(f"/office/fees/{heir.pk}/{w.firm.pk}/", job_yen="9500")
    assert "9,500 円" in shown(desk.get("/office/fees/"))
    with context.as_system():
        before = money_queries.fee_of(w.firm.pk, w.company.pk, at=LATER)
        assert before is not None
        assert before.job_yen == 9_000


def test_a_case_that_runs_is_finished_under_the_name_it_was_opened_with(small_world: World):
    """4.1, F-2: who was sent stays sent, and a resident is told by the numbers they know."""
    w = small_world
    with context.as_system():
        case = stories.sato_is_helped(w, now=NOW)
        heir = party_services.add_company("見本後継株式会社", now=LONG_AGO)
        party_services.succeed_company(w.company.pk, successor_id=heir.pk, now=LATER)
        case.refresh_from_db()
        assert case.company_id == w.company.pk
        assert network_queries.chain_of(w.firm.pk, case.company_id, LATER) == (w.firm,)
        assert party_queries.company_of_municipality("13104", LATER) == heir
        assert party_queries.company_of_municipality("13104", NOW) == w.company
        told = notify_queries.about("person", [w.sato.pk])
        services.move_out(
            Registration.objects.get(person=w.sato).pk, now=LATER + timedelta(hours=1)
        )
        told = notify_queries.about("person", [w.sato.pk])
    assert "0120-000-002" in told[-1].body


def test_who_was_registered_before_is_a_registrant_after(small_world: World, heir: Company):
    """2.2: nothing is to be done by them; 2.3: the coverage stands."""
    with context.as_system():
        facts = resident_queries.coverage(small_world.home.pk, LATER)
    assert all(fact.holds for fact in facts)
