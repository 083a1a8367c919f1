"""An owner brings a building live; the office publishes a new version. Two stories in a browser."""

from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from kaketsuke.overview import owners_view
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Invitation
from kaketsuke.rules import terms as document
from kaketsuke.terms import queries as term_queries
from kaketsuke.terms import services as term_services
from tests import stories, world
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.world import NOW, World

pytestmark = pytest.mark.browser
HEAD = ("部屋番号", "氏名", "フリガナ", "電話番号")


def rows(count: int) -> list[tuple[str, str, str, str]]:
    return [
        (str(1000 + n), f"架空 花子{n}", "カクウ ハナコ", f"090-0003-{n:04}") for n in range(count)
    ]


def work_off() -> None:
    with context.as_system():
        stories.rosters_are_worked_off()


def send(page: Page, path: Path) -> None:
    page.get_by_label("名簿のファイル").set_input_files(path)
    page.get_by_role("button", name="名簿を確かめる").click()
    expect(page.get_by_text("読んでいます")).to_be_visible()
    work_off()
    expect(page.get_by_text("確かめてください")).to_be_visible()


@pytest.mark.clause("4.9")
def test_an_owner_brings_five_hundred_homes_live(town: World, sign_in: SignIn, tmp_path: Path):
    with context.as_system():
        user = world.add_account("owner", label="見本不動産", role="owner", owner_id=town.owner.pk)
    book, text = tmp_path / "名簿.xlsx", tmp_path / "追加.csv"
    with xlsxwriter.Workbook(book) as opened:
        sheet = opened.add_worksheet()
        for number, row in enumerate([("入居者名簿",), HEAD, *rows(500)]):
            sheet.write_row(number, 0, row)
    lines = [",".join(each) for each in (HEAD, *rows(501), ("9999", "誤り", "", "0120-000-000"))]
    text.write_text("\r\n".join(lines), encoding="cp932")
    page = sign_in(user)
    page.goto("/owner/")
    page.get_by_label("上のとおりに取り扱います").check()
    page.get_by_role("button", name="確認して進む").click()
    page.get_by_role("link", name="青葉ハイツ").click()
    page.get_by_role("link", name="入居者の名簿").click()
    send(page, book)
    page.get_by_label("居住者の方へ知らせてあります").check()
    page.get_by_role("button", name="取り込んで案内する").click()
    work_off()
    expect(page.get_by_role("status").get_by_text("取り込みました")).to_be_visible()
    page.get_by_role("link", name="名簿の一覧へ").click()
    send(page, text)
    expect(page.get_by_role("row", name="電話番号 フリーダイヤル")).to_be_visible()
    assert_accessible(page)
    with context.as_system():
        assert Invitation.objects.count() == 500
        assert resident_services.send_waiting(town.building.pk, now=NOW, limit=1) == 1
        assert owners_view.own_building(world.viewer(user), town.building.pk, at=NOW)


def test_the_office_publishes_a_new_version(town: World, sign_in: SignIn, tmp_path: Path):
    with context.as_system():
        user = world.add_account("office", label="事務", role="office", company_id=town.company.pk)
        text = document.sample_text()
        first = term_services.import_text(text.encode(), now=NOW)
        for each in term_queries.confirmations(first.pk):
            term_services.confirm_clause(
                first.pk, clause=each.clause, confirmed_by_id=user.pk, now=NOW
            )
    new = tmp_path / "terms.txt"
    changed = text.replace("2026年1月1日", "2026年12月1日").replace("600円", "700円")
    new.write_text(changed, encoding="utf-8")
    page = sign_in(user)
    page.goto("/office/service/")
    page.get_by_role("link", name="書面を取り込む").click()
    page.get_by_label("重要事項説明書のファイル").set_input_files(new)
    page.get_by_role("button", name="取り込む").click()
    page.get_by_role("link", name="2026年12月1日").click()
    page.get_by_role("button", name="前に確認した文言と同じ条項").click()
    expect(page.get_by_text("未確認 1 件")).to_be_visible()
    page.get_by_role("link", name="の版とくらべる").first.click()
    expect(page.locator("ins")).to_have_text("7")
    assert_accessible(page)
    page.get_by_role("link", name="戻る").click()
    page.get_by_role("button", name="確認した 4.2").click()
    page.get_by_role("link", name="この版を公開する").click()
    page.get_by_label("効力のはじまり").fill("2026-12-01T00:00")
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_text("公開の日時を決めました")).to_be_visible()
    with context.as_system():
        version = term_queries.versions()[0]
    assert version.published_from is not None
