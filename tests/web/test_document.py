"""The written service can be read by anybody, clause by clause."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from kaketsuke.rules.request import RULES
from kaketsuke.web.document.summaries import SUMMARIES
from tests.web.console.conftest import at_the_time, small_world
from tests.world import NOW, World

__all__ = ["at_the_time", "small_world"]  # the console's fixtures serve here too
pytestmark = pytest.mark.django_db


def page() -> str:
    return Client().get("/terms/").content.decode()


@pytest.mark.clause("P-1")
def test_anybody_reads_the_terms_and_sees_that_they_are_a_sample(small_world: World):
    assert "見本" in page()


def test_every_clause_that_decides_has_an_anchor(small_world: World):
    anchors = set(re.findall(r'id="c-([A0-9.]+)"', page()))
    cited = {clause for rule in RULES for clause in rule.cites if not clause.startswith("X")}
    assert cited <= anchors


def test_every_clause_has_a_plain_sentence(small_world: World):
    anchors = set(re.findall(r'id="c-([A0-9.]+)"', page()))
    assert anchors == SUMMARIES.keys()


def test_without_terms_the_page_is_not_found(db: None):
    assert Client().get("/terms/").status_code == 404


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(("utc_hour", "closed"), [(23, 2), (0, 0), (8, 0), (9, 2)])
def test_numbers_say_whether_somebody_answers_now_in_japan(
    utc_hour: int, closed: int, small_world: World, at_the_time: list[datetime]
):
    at_the_time[0] = NOW.replace(hour=utc_hour, minute=0) + timedelta(days=1)
    shown = page()
    assert "0120-000-001" in shown
    assert shown.count("いまは時間外") == closed
    assert shown.count("いま受付中") == 3 - closed


def test_a_search_shows_the_clauses_that_hold_the_words(small_world: World):
    shown = Client().get("/terms/", {"q": "身分証"}).content.decode()
    assert 'id="c-A1.2"' in shown or 'id="c-A1.2.2"' in shown
    assert 'id="c-1.1"' not in shown
    assert "すべて表示" in shown
    nothing = Client().get("/terms/", {"q": "<script>"}).content.decode()
    assert "&lt;script&gt;" in nothing
    assert 'id="c-' not in nothing


def test_it_says_what_it_costs_and_what_is_never_done_before_any_clause(small_world: World):
    shown = page()
    assert shown.index("登録は無料です") < shown.index('id="c-1.1"')
    assert shown.index("ドアを開けません") < shown.index('id="c-1.1"')


def test_it_can_be_kept_as_a_pdf_with_every_clause(small_world: World):
    from io import BytesIO

    from pypdf import PdfReader

    answer = Client().get(f"/terms/{small_world.terms.pk}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    read = "".join(each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages)
    for clause in ("1.1", "4.11", "A1.3"):
        assert clause in read


def test_a_version_that_is_not_published_is_nobodys_to_read(small_world: World):
    from kaketsuke.terms.models import Version

    coming = Version.objects.create(
        version_date=NOW.date(),
        official=True,
        title="これから",
        text=b"x",
        sha256="5" * 64,
        tree=small_world.terms.tree,
        imported_at=NOW,
        published_from=NOW + timedelta(days=30),
    )
    for path in (f"/terms/{coming.pk}/", f"/terms/{coming.pk}/pdf/", f"/terms/{UUID(int=9)}/"):
        assert Client().get(path).status_code == 404


@pytest.mark.clause("4.10c", "4.10e", "F-4")
@pytest.mark.clause("4.8")
@pytest.mark.clause("4.10")
def test_the_addresses_that_an_official_text_prints_are_links(small_world: World):
    from kaketsuke.terms import queries
    from kaketsuke.terms.models import Version

    version = Version.objects.create(
        version_date=NOW.date(),
        official=True,
        title="見本",
        text=(
            "詳しくは、当社ホームページ（www.example.jp）の「プライバシーポリシー」をご覧ください。"
            "お住まいの地域を所管する会社は https://www.example.jp/area_search/でご確認いただけます。"
        ).encode(),
        sha256="4" * 64,
        tree=small_world.terms.tree,
        imported_at=NOW,
    )
    found = queries.links(version.pk)
    assert found["areas"] == "https://www.example.jp/area_search/"
    assert found["privacy"] == "https://www.example.jp"
