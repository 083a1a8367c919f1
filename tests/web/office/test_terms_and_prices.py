"""A new version of the document: uploaded, compared, confirmed, published; prices with dates."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from kaketsuke.money import queries as money_queries
from kaketsuke.rules import coverage
from kaketsuke.rules import terms as document
from kaketsuke.terms import comparing, queries, services
from kaketsuke.terms.comparing import Change
from kaketsuke.terms.models import Version
from kaketsuke.web.office import rule_words
from tests.web.console.conftest import Desk, shown
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def official(day: str = "2026年12月1日", **changed: str) -> bytes:
    """The sample wording as if a company had sent it, with another date and other words."""
    text = document.sample_text()
    for before, after in {"2026年1月1日": day, **changed}.items():
        text = text.replace(before, after)
    return text.encode()


def upload(office: Desk, content: bytes) -> Version:
    sent = SimpleUploadedFile("terms.txt", content)
    assert office.post("/office/service/upload/", document=sent).status_code == 302
    return Version.objects.filter(official=True).latest("version_date")


def test_what_is_no_such_document_is_told(office: Desk):
    sent = SimpleUploadedFile("terms.txt", "猫".encode())
    page = shown(office.post("/office/service/upload/", document=sent), 422)
    assert "重要事項説明書として読めません" in page


def test_a_version_is_published_once_every_clause_was_confirmed(office: Desk, small_world: World):
    first = upload(office, official())
    path = f"/office/service/{first.pk}/"
    page = shown(office.get(path))
    assert "この版を公開する" not in page
    assert "覚書" in page
    assert "request.contract_in_force" not in page
    publish = {"from_": "2026-12-01T00:00"}
    assert "確認されていない" in shown(office.post(f"{path}publish/", **publish), 422)
    for each in queries.confirmations(first.pk):
        office.post(f"{path}confirm/", clause=each.clause)
    assert "この版を公開する" in shown(office.get(path))
    assert office.post(f"{path}publish/", **publish).status_code == 302
    at = datetime.fromisoformat("2026-12-01T00:00+09:00")
    assert queries.version_in_force(at - timedelta(seconds=1)) == small_world.terms
    assert queries.version_in_force(at) == first


def test_the_eyes_go_to_what_changed(office: Desk, small_world: World):
    first = upload(office, official())
    for each in queries.confirmations(first.pk):
        services.confirm_clause(
            first.pk, clause=each.clause, confirmed_by_id=office.user.pk, now=NOW
        )
    second = upload(office, official("2027年4月1日", **{"600円": "700円"}))
    path = f"/office/service/{second.pk}/"
    page = shown(office.get(f"{path}since/{first.pk}/"))
    assert "<del>6</del>" in page
    assert "<ins>7</ins>" in page
    assert office.post(f"{path}confirm/", like=str(first.pk)).status_code == 302
    left = [each for each in queries.confirmations(second.pk) if not each.confirmed]
    assert left
    assert all("700円" in each.words for each in left)
    assert office.post(f"{path}confirm/", clause="99.9").status_code == 302
    assert office.post(f"{path}confirm/", like="x").status_code == 404


def test_versions_are_compared_clause_by_clause():
    found = comparing.compared({"1": "猫と犬", "2": "鳥"}, {"1": "猫と魚", "3": "虫"})
    assert [(each.clause, each.change) for each in found] == [
        ("1", Change.CHANGED), ("3", Change.ADDED), ("2", Change.REMOVED),
    ]  # fmt: skip
    assert [(each.text, each.change) for each in found[0].pieces] == [
        ("猫と", Change.SAME), ("犬", Change.REMOVED), ("魚", Change.ADDED),
    ]  # fmt: skip


@pytest.mark.clause("A1.3")
def test_a_price_holds_from_its_moment_and_the_old_one_until_then(office: Desk, small_world: World):
    path = f"/office/prices/{small_world.company.pk}/"
    item = {
        "code": "OVER", "kind": "overtime", "name": "時間超過", "name_en": "Overtime",
        "unit": "分", "max_unit_yen": "１００円", "from_": "2026-11-22T22:14",
    }  # fmt: skip
    assert office.post(f"{path}set/", **item).status_code == 302
    later = item | {"max_unit_yen": "120", "from_": "2026-12-01T00:00"}
    assert office.post(f"{path}set/", **later).status_code == 302
    assert "これからの日時" in shown(
        office.post(f"{path}set/", **item | {"from_": "2026-11-01T00:00"}), 422
    )
    assert "分" in shown(office.post(f"{path}set/", **item | {"unit": "時間"}), 422)
    at = datetime.fromisoformat("2026-12-01T00:00+09:00")
    company = small_world.company.pk
    held = [
        money_queries.items_in_force(company, at=moment)["OVER"].max_unit_yen
        for moment in (NOW, at - timedelta(seconds=1), at)
    ]
    assert held == [100, 100, 120]
    page = shown(office.get("/office/prices/"))
    assert "これから" in page
    assert office.post(f"{path}end/", code="OVER", from_="2026-11-25T00:00").status_code == 302
    assert "OVER" not in money_queries.items_in_force(company, at=at)
    assert "OVER" in money_queries.items_in_force(company, at=NOW)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_clause_says_what_holds_it_in_words_of_the_reader(language: str):
    """No id of a rule, and no English before a Japanese clerk."""
    with translation.override(language):
        for row in coverage.rows(tests=None):
            sentences = [str(each) for each in rule_words.held_by(row)]
            assert sentences, row.clause
            for sentence in sentences:
                assert "_" not in sentence
                assert bool(re.search("[ぁ-ん]", sentence)) is (language == "ja"), sentence
    assert rule_words.held_by(None) == []
