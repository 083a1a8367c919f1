"""Companies, their areas and managers; where a postal code leads to no one company (F, 4.10)."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.parties import coverage, queries
from kaketsuke.parties import services as party_services
from kaketsuke.places import services as place_services
from tests.web.console.conftest import Desk, shown
from tests.world import NOW, World

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
