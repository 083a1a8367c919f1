"""Companies, their areas and managers; where a postal code leads to no one company (F, 4.10)."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.network import queries as network_queries
from kaketsuke.network import services as network_services
from kaketsuke.network.models import Edge
from kaketsuke.parties import coverage, queries
from kaketsuke.parties import services as party_services
from kaketsuke.places import services as place_services
from tests.web.console.conftest import Desk, shown
from tests.web.office.conftest import staff
from tests.world import LONG_AGO, NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(small_world: World) -> World:
    with context.as_system():
        place_services.load_towns(["13104", "13113"])
    return small_world


def path(w: World, rest: str = "") -> str:
    return f"/office/companies/{w.company.pk}/{rest}"


def test_gaps_are_listed_until_somebody_is_in_charge(office: Desk, loaded: World):
    assert [gap.code for gap in coverage.coverage(NOW).gaps] == ["13113"]
    assert "東京都渋谷区" in shown(office.get("/office/companies/"))
    assert office.post(path(loaded, "area/"), municipality_code="13113").status_code == 302
    found = coverage.coverage(NOW)
    assert found.gaps == []
    assert found.postal_codes > 50
    assert "東京都渋谷区" in shown(office.get(path(loaded)))
    # What is taken already is not offered.
    assert office.post(path(loaded, "area/"), municipality_code="13113").status_code == 422


def test_a_postal_code_between_two_companies_is_listed(loaded: World):
    party_services.put_area_in_charge(loaded.other_company, municipality_code="13113", now=NOW)
    from kaketsuke.places.models import PostalTown, Town

    code = PostalTown.objects.filter(town__municipality_code="13104").values_list("postal_code")[0][
        0
    ]
    PostalTown.objects.create(
        postal_code=code, town=Town.objects.filter(municipality_code="13113")[0]
    )
    overlaps = coverage.coverage(NOW).overlaps
    assert [each.postal_code for each in overlaps] == [code]
    assert set(overlaps[0].companies) == {loaded.company.name, loaded.other_company.name}


def test_an_area_ends_and_the_gap_shows(office: Desk, loaded: World):
    area = loaded.company.areas.get()
    assert office.post(f"/office/areas/{area.pk}/end/").status_code == 302
    assert queries.company_of_municipality("13104", NOW) is None


@pytest.mark.clause("4.10")
def test_a_missing_privacy_manager_is_a_warning_until_one_is_appointed(
    office: Desk, small_world: World
):
    assert "個人情報保護管理者が決まっていない会社があります" in shown(office.get("/office/"))
    assert "会社全体の管理者が決まっていません" in shown(office.get(path(small_world)))
    given = {"title": "人事・管理統括部長", "account": str(small_world.supervisor.pk)}
    assert office.post(path(small_world, "manager/"), **given, station="").status_code == 302
    given["title"] = "局長"
    assert (
        office.post(path(small_world, "manager/"), **given, station="西新宿局").status_code == 302
    )
    page = shown(office.get(path(small_world)))
    assert "会社全体の管理者が決まっていません" not in page
    assert "西新宿局" in page
    assert "個人情報保護管理者が決まっていない" not in shown(office.get("/office/"))
    stranger = given | {"account": str(small_world.stranger.pk)}
    assert office.post(path(small_world, "manager/"), **stranger).status_code == 422


def test_a_company_is_handed_over_to_its_successor(office: Desk, small_world: World):
    from kaketsuke.accounts import services as account_services
    from kaketsuke.accounts.services import GrantSpec

    with context.as_system():
        account_services.give_grant(
            office.user.pk,
            spec=GrantSpec("office", company_id=small_world.other_company.pk),
            actor="system",
            now=NOW,
        )
    heir = str(small_world.other_company.pk)
    assert office.post(path(small_world, "succeed/"), successor=heir).status_code == 302
    assert queries.company_of_municipality("13104", NOW) == small_world.other_company
    assert "引き継いだ会社" in shown(office.get("/office/companies/"))


def terms_of(w: World) -> Edge:
    return Edge.objects.get(company_id=w.company.pk, firm=w.firm, valid__endswith=None)


def test_terms_of_a_contractor_change_and_those_that_held_stay(office: Desk, loaded: World):
    before = terms_of(loaded)
    page = f"/office/contractor-contracts/{before.pk}/terms/"
    assert "東京都新宿区" in shown(office.get(page))
    given = {"municipalities": "13104", "share_percent": "40", "call_out_yen": "12000"}
    assert office.post(page, **given).status_code == 302
    held, now = Edge.objects.get(pk=before.pk), terms_of(loaded)
    assert (held.municipalities, held.share_percent, held.valid.upper) == ([], None, NOW)
    assert (now.municipalities, now.share_percent, now.call_out_yen) == (["13104"], 40, 12_000)
    assert now.processor_contract == held.processor_contract
    assert now.approved_at == held.approved_at
    text = shown(office.get(path(loaded)))
    assert "40 %" in text
    assert "所管のすべて" in text
    # The old terms are over; the chain down to the firm is not.
    assert office.get(page).status_code == 404
    assert loaded.firm.pk in network_queries.links_of(loaded.company.pk, NOW)


def test_terms_that_cannot_be_are_refused_and_nothing_changes(office: Desk, loaded: World):
    edge = terms_of(loaded)
    page = f"/office/contractor-contracts/{edge.pk}/terms/"
    for wrong in (
        {"share_percent": "101", "call_out_yen": "0"},
        {"share_percent": "", "call_out_yen": "-1"},
        {"share_percent": "", "call_out_yen": ""},
        {"municipalities": "99999", "share_percent": "", "call_out_yen": "0"},
    ):
        assert office.post(page, **wrong).status_code == 422
    with context.as_system():
        second = network_services.add_firm("見本かぎ二号", label="second")
        network_services.sign_edge(
            loaded.company.pk, firm=second, processor_contract="P-9", share_percent=70, now=LONG_AGO
        )
    refused = office.post(page, share_percent="31", call_out_yen="0")
    assert "いま残りは 30 パーセント" in refused.content.decode()
    assert terms_of(loaded).pk == edge.pk
    assert office.post(page, share_percent="30", call_out_yen="0").status_code == 302


def test_terms_of_another_company_are_not_there(loaded: World):
    stranger = staff(loaded, "office", company=loaded.other_company)
    page = f"/office/contractor-contracts/{terms_of(loaded).pk}/terms/"
    assert stranger.get(page).status_code == 404
    assert stranger.post(page, share_percent="1", call_out_yen="0").status_code == 404
