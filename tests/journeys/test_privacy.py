"""At the privacy desk: three requests, an incident, and what an owner sees of whom."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.overview import owners_view
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import services
from tests import world
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.world import NOW, SATO_PHONE, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _desk(town: World, sign_in: SignIn) -> Page:
    with context.as_system():
        user = world.add_account(
            "privacy", label="個人", role="privacy", company_id=town.company.pk
        )
    page = sign_in(user)
    page.goto("/privacy/")
    return page


def _grant(page: Page, kind: str) -> None:
    page.goto("/privacy/new/")
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("電話", exact=True).check()
    page.get_by_label("ご本人の電話番号").fill(SATO_PHONE)
    page.get_by_role("button", name="受け付ける").click()
    page.get_by_label("登録の電話への折り返し").check()
    page.get_by_role("button", name="確かめた").click()
    page.get_by_label("判断の理由").fill("ご本人からの求めです。")
    page.get_by_role("button", name="応じる", exact=True).click()


@pytest.mark.clause("4.10")
def test_disclosure_correction_and_deletion(town: World, sign_in: SignIn):
    page = _desk(town, sign_in)
    expect(page.get_by_text("求めはありません")).to_be_visible()

    _grant(page, "開示")
    with page.expect_download() as file:
        page.get_by_role("link", name="データ（JSON）").click()
    assert "佐藤" in Path(file.value.path()).read_text(encoding="utf-8")
    assert_accessible(page)
    page.get_by_role("button", name="ご本人に渡した").click()
    expect(page.get_by_text("済み", exact=True)).to_be_visible()

    _grant(page, "訂正")
    page.get_by_label("姓").fill("斎藤")
    page.get_by_role("button", name="訂正する").click()
    expect(page.get_by_text("斎藤 花子")).to_be_visible()

    _grant(page, "削除")
    page.get_by_role("button", name="消去する").click()
    page.get_by_role("button", name="はい、続けます").click()
    expect(page.get_by_text("保存が必要で残した記録")).to_be_visible()
    expect(page.get_by_text("斎藤 花子")).to_have_count(0)
    with context.as_system():
        assert people_queries.persons_by_contact("phone", SATO_PHONE) == []


@pytest.mark.clause("4.8")
def test_an_incident_goes_to_its_final_report(town: World, sign_in: SignIn):
    page = _desk(town, sign_in)
    page.get_by_role("link", name="事故", exact=True).click()
    page.get_by_role("link", name="事故を知らせる").click()
    page.get_by_label("その他・まだ分からない").check()
    page.get_by_label("何が起きたか").fill("名簿を置き忘れた")
    page.get_by_role("button", name="知らせる", exact=True).click()
    expect(page.get_by_label("概要")).to_have_value("名簿を置き忘れた")
    for field in page.locator("textarea").all():
        field.fill("記載しました")
    page.get_by_role("button", name="書いた内容を保存する").click()
    page.get_by_role("button", name="速報をした").click()
    page.get_by_role("button", name="はい、続けます").click()
    expect(page.get_by_role("button", name="確報をした")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="確報をした").click()
    page.get_by_role("button", name="はい、続けます").click()
    expect(page.get_by_role("button", name="確報をした")).to_have_count(0)
    page.get_by_role("link", name="事故", exact=True).click()
    expect(page.get_by_text("済み", exact=True)).to_have_count(2)


@pytest.mark.clause("4.9")
def test_an_owner_sees_who_is_registered_but_nobody_who_is_blocked(town: World, sign_in: SignIn):
    with context.as_system():
        user = world.add_account("owner", label="見本", role="owner", owner_id=town.owner.pk)
        owners_view.undertake(world.viewer(user), now=NOW)
    page = sign_in(user)
    page.goto(f"/owner/buildings/{town.building.pk}/registrants/")
    expect(page.get_by_role("cell", name="佐藤 花子", exact=True)).to_be_visible()
    with context.as_system():
        desk = Actor(ActorRole.PRIVACY, town.supervisor.pk)
        services.block(town.sato.pk, owner_id=town.owner.pk, reason="裁判所", actor=desk, now=NOW)
    page.reload()
    expect(page.get_by_text("青葉ハイツ").first).to_be_visible()
    expect(page.get_by_text("佐藤 花子")).to_have_count(0)
