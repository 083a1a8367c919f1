"""One company for a postal code or an address, and numbers that say whether they answer now (F)."""

from datetime import datetime

import pytest
from django.test import Client

from kaketsuke.places.models import PostalTown, Town
from tests.web.join.conftest import at_the_time, town
from tests.world import NOW, World

__all__ = ["at_the_time", "town"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def towns(db: None) -> None:
    for code, municipality, postal in (
        ("13104", "新宿区", "1600023"),
        ("13113", "渋谷区", "1500001"),
    ):
        added = Town.objects.create(
            prefecture="東京都",
            municipality_code=code,
            municipality=municipality,
            name="見本町",
            latitude=35.7,
            longitude=139.7,
        )
        PostalTown.objects.create(postal_code=postal, town=added)


def page(place: str) -> str:
    return Client().get("/area/", {"place": place}).content.decode()


@pytest.mark.parametrize(
    "place", ["160-0023", "〒１６０－００２３", "東京都新宿区西新宿8-1", "新宿区"]
)
def test_a_postal_code_or_an_address_names_the_one_company(town: World, place: str):
    assert page(place).count("見本東株式会社") == 1


def test_where_nobody_is_in_charge_it_says_so(town: World):
    assert "まだ登録されていません" in page("150-0001")


@pytest.mark.parametrize("place", ["999-9999", "どこか遠いところ", "🏠"])
def test_an_unknown_place_is_told_with_a_number_to_ask(town: World, place: str):
    shown = page(place)
    assert "見つかりません" in shown
    assert "0120-000-002" in shown


def test_nothing_typed_asks_for_something():
    assert Client().get("/area/", {"place": " "}).status_code == 422


@pytest.mark.clause("F-5")
@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    ("clock", "is_open"), [("08:59", False), ("09:00", True), ("17:59", True), ("18:00", False)]
)
def test_the_customer_centre_closes_at_six_sharp_in_japan(
    town: World, at_the_time: list[datetime], clock: str, is_open: bool
):
    from kaketsuke.clock import TOKYO

    hour, minute = map(int, clock.split(":"))
    at_the_time[0] = NOW.astimezone(TOKYO).replace(hour=hour, minute=minute, second=0)
    shown = page("新宿区")
    assert shown.count("いま受付中") == (3 if is_open else 1)  # the dispatch line always answers
    assert "海外からはつながりません" in shown
