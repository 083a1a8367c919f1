"""An official text makes its companies; a marked sample says who serves where (F-2, F-3)."""

import argparse
from pathlib import Path

import pytest
from django.test import Client

from kaketsuke import clock
from kaketsuke.cli import terms_db
from kaketsuke.parties import sample_areas
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Area, Company
from kaketsuke.places.models import PostalTown, Town
from kaketsuke.rules import terms as document
from kaketsuke.terms import queries as term_queries
from kaketsuke.terms.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.clause("F-2"), pytest.mark.clause("F-3")]
SEED = Path(__file__).parents[3] / "shared/seed/important-matters-2022-06-15.txt"
NAMES = ["見本東京株式会社", "見本埼玉・東日本株式会社", "見本九州株式会社", "見本下関株式会社"]


@pytest.fixture(autouse=True)
def towns() -> None:
    for code, prefecture, municipality, postal in (
        ("01101", "北海道", "札幌市中央区", "0600001"),
        ("13104", "東京都", "新宿区", "1600023"),
        ("27127", "大阪府", "大阪市北区", "5300001"),
    ):
        town = Town.objects.create(
            prefecture=prefecture, municipality_code=code, municipality=municipality,
            name="見本町", latitude=35.7, longitude=139.7,
        )  # fmt: skip
        PostalTown.objects.create(postal_code=postal, town=town)


def bring(file: Path) -> None:
    assert terms_db.run_import(argparse.Namespace(file=str(file), sample_areas=True)) == 0


def in_charge(postal_code: str) -> str:
    return Client().get("/area/", {"place": postal_code}).content.decode()


def test_the_sample_text_makes_a_world_in_which_each_code_names_one_company(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "terms.txt"
    file.write_text(document.sample_text(), encoding="utf-8")
    bring(file)
    printed = capsys.readouterr().out
    assert "marked as a sample: 3" in printed
    assert "no company is in charge: 0" in printed
    for postal, name in (("0600001", "北"), ("1600023", "東"), ("5300001", "西")):
        page = in_charge(postal)
        assert f"見本ケーブル{name}株式会社" in page
        assert "badge" in page
    bring(file)
    assert (Company.objects.count(), Area.objects.count()) == (3, 3)


@pytest.mark.skipif(not SEED.exists(), reason="the official text is not at hand")
def test_the_official_text_makes_its_nine_companies_as_of_its_date(
    capsys: pytest.CaptureFixture[str],
):
    bring(SEED)
    version = Version.objects.get(official=True)
    began = term_queries.beginning_of(version)
    found = Company.objects.all()
    assert {each.name for each in found} == set(version.tree["companies"])
    assert {each.valid.lower for each in found} == {began}
    assert len(found) == 9
    hours = {each.purpose: each.hours for each in term_queries.contact_lines(version.pk)}
    assert hours["enquiries"] == "9:00-18:00"
    for postal in ("0600001", "1600023", "5300001"):
        assert sum(each.name in in_charge(postal) for each in found) == 1
    assert not Area.objects.filter(sample=False).exists()
    bring(SEED)
    assert Company.objects.count() == 9


def test_a_sample_replaces_nothing_that_stands():
    now = clock.now()
    own = party_services.add_company("自社株式会社", now=now)
    party_services.put_area_in_charge(own, municipality_code="13104", now=now)
    party_services.ensure_companies(NAMES, since=now)
    party_services.put_sample_areas(NAMES, now=now)
    assert "自社株式会社" in in_charge("1600023")


def test_a_known_company_begins_at_the_date_of_the_text_and_an_ended_one_stays_so():
    now = clock.now()
    since = now.replace(year=2022)
    party_services.add_company(NAMES[0], now=now)
    ended = party_services.add_company(NAMES[1], now=since)
    party_services.succeed_company(
        ended.pk, successor_id=Company.objects.get(name=NAMES[0]).pk, now=now
    )
    assert party_services.ensure_companies(NAMES[:3], since=since) == 1
    assert Company.objects.get(name=NAMES[0]).valid.lower == since
    ended.refresh_from_db()
    assert ended.valid.upper == now


def test_the_longest_beginning_wins_and_two_bearers_of_a_word_get_nothing():
    known = ["11100", "08203", "40130", "13104"]
    names = ["土浦見本株式会社", *NAMES]
    assert sample_areas.by_municipality(names, known) == {
        "08203": names[0],
        "11100": NAMES[1],
        "13104": NAMES[0],
        "35201": NAMES[3],
        "40130": NAMES[2],
    }
    assert "13104" not in sample_areas.by_municipality([*names, "第二東京株式会社"], known)
