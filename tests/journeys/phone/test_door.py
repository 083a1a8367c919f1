"""The door's stories on a phone: the technician's in one hand, the resident's in another."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from tests import door
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.journeys.phone.hands import (
    check_until_name,
    choose,
    fresh_licence,
    heading,
    open_the_door,
    press,
    say_how_it_opened,
    state_of,
)
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def arrive(page: Page) -> None:
    page.goto("/field/")
    press(page, "引き受けます")
    press(page, "向かいます")
    press(page, "着きました")
    heading(page, "立会いと本人確認")


def show_licence(page: Page) -> None:
    """Photo and date are right; the name is typed, once with digits that nobody may note."""
    heading(page, "顔写真と期限")
    assert_accessible(page)
    fresh_licence(page)
    page.get_by_label("身分証のお名前").fill("サトウ１２３４")
    press(page, "照らし合わせます")
    expect(page.get_by_text("番号は入力しないでください").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("身分証のお名前").fill("佐藤花子")
    press(page, "照らし合わせます")
    choose(page, "はい")
    choose(page, "このお部屋の住所")
    heading(page, "確認の結果")
    assert_accessible(page)
    press(page, "確認を終えます")


def test_the_way_to_the_door_is_one_button_a_screen(sign_in: SignIn, story: door.Door):
    page = sign_in(story.world.mori_account)
    page.goto("/field/")
    heading(page, "打診が来ています")
    expect(page.get_by_text("203")).to_have_count(0)
    assert_accessible(page)
    press(page, "引き受けます")
    heading(page, "青葉ハイツ 203")
    assert_accessible(page)
    press(page, "向かいます")
    press(page, "10 分遅れます")
    expect(page.get_by_text("10 分遅れることを記録しました")).to_be_visible()
    press(page, "着きました")
    heading(page, "立会いと本人確認")
    assert_accessible(page)


def test_from_the_check_to_the_receipt(sign_in: SignIn, story: door.Door):
    page = sign_in(story.world.mori_account)
    arrive(page)
    check_until_name(page)
    show_licence(page)
    heading(page, "作業を始められます")
    press(page, "作業を始めます")
    expect(page.locator(".clock--large")).to_be_visible()
    assert_accessible(page)
    say_how_it_opened(page)
    assert_accessible(page)
    press(page, "開錠を記録します")
    heading(page, "お支払いはありません")
    assert_accessible(page)
    press(page, "0 円で完了します")
    heading(page, "完了しました")
    assert_accessible(page)
    assert state_of(story) == "settled"


def test_another_name_is_turned_away_with_ways_left(sign_in: SignIn, story: door.Door):
    page = sign_in(story.world.mori_account)
    arrive(page)
    check_until_name(page)
    fresh_licence(page)
    page.get_by_label("身分証のお名前").fill("佐藤太郎")
    press(page, "照らし合わせます")
    heading(page, "お名前が登録と違います")
    choose(page, "身分証のお名前は、登録と違います")
    expect(page.locator(".decision-word")).to_contain_text("作業はできません")
    assert_accessible(page)
    press(page, "お断りを記録します")
    heading(page, "作業はしません")
    expect(page.get_by_text("まだできること")).to_be_visible()
    assert_accessible(page)
    assert state_of(story) == "turned_away"


def test_a_document_inside_is_checked_the_moment_the_door_is_open(sign_in: SignIn, town: World):
    with context.as_system():
        at = door.Door(town, door.open_case_under_leave(town))
        door.first_offer(at.case)
    page = sign_in(town.mori_account)
    arrive(page)
    check_until_name(page, document="部屋の中にある")
    expect(page.locator(".decision-word")).to_contain_text("特例許可で始められます")
    press(page, "確認を終えます")
    heading(page, "特例許可で始めます")
    assert_accessible(page)
    press(page, "作業を始めます")
    open_the_door(page)
    heading(page, "いますぐ本人確認")
    assert_accessible(page)
    assert state_of(at) == "opened"


def test_a_stop_on_the_way_reaches_the_technician(
    sign_in: SignIn, story: door.Door, resident: Callable[[door.Door], Page]
):
    page = sign_in(story.world.mori_account)
    page.goto("/field/")
    press(page, "引き受けます")
    press(page, "向かいます")
    expect(page.get_by_role("button", name="着きました")).to_be_visible()
    mine = resident(story)
    heading(mine, "作業員が向かっています")
    expect(mine.get_by_text("森 健")).to_be_visible()
    assert_accessible(mine)
    mine.get_by_role("link", name="この出動を止める").click()
    heading(mine, "この出動を止めますか")
    assert_accessible(mine)
    press(mine, "はい、止めます")
    heading(mine, "停止しています")
    assert_accessible(mine)
    press(page, "着きました")
    heading(page, "ご登録の方が停止しました")
    assert_accessible(page)
    assert state_of(story) == "halted"


def test_a_stop_during_the_work_reaches_the_technician(
    sign_in: SignIn,
    story: door.Door,
    resident: Callable[[door.Door], Page],
    the_moment: Callable[[timedelta], None],
):
    with context.as_system():
        story.working()
    the_moment(story.now - NOW)
    page = sign_in(story.world.mori_account)
    page.goto("/field/")
    expect(page.get_by_role("link", name="開きました")).to_be_visible()
    mine = resident(story)
    mine.get_by_role("link", name="この出動を止める").click()
    press(mine, "はい、止めます")
    heading(mine, "停止しています")
    page.goto("/field/")
    heading(page, "ご登録の方が停止しました")
    expect(page.get_by_role("link", name="開きました")).to_have_count(0)
    assert state_of(story) == "halted"


def test_the_estimate_is_approved_on_the_residents_own_phone(
    sign_in: SignIn,
    story: door.Door,
    resident: Callable[[door.Door], Page],
    the_moment: Callable[[timedelta], None],
):
    with context.as_system():
        story.working()
    the_moment(story.now - NOW)
    page = sign_in(story.world.mori_account)
    page.goto("/field/")
    page.get_by_role("link", name="見積りを出す").click()
    heading(page, "見積り")
    page.get_by_label(re.compile("MAT-1")).fill("３")
    assert_accessible(page)
    press(page, "合計を出してお客さまに見せる")
    heading(page, "お見積り")
    expect(page.locator(".total--largest")).to_have_text("10,998 円（税込）")
    assert_accessible(page)
    mine = resident(story)
    assert_accessible(mine)
    mine.get_by_text("この画面の PDF で受け取ります").click()
    press(mine, "この金額で承認します")
    expect(mine.get_by_text("承認しました")).to_be_visible()
    page.goto("/field/")
    press(page, "有料の作業を始める")
    expect(page.get_by_text("始めたことを記録しました")).to_be_visible()
    open_the_door(page)
    heading(page, "お支払いをいただきます")
    page.get_by_label("現金").check()
    assert_accessible(page)
    press(page, "受け取りを記録します")
    expect(page.get_by_text("現金で受け取りました")).to_be_visible()
    mine.reload()
    mine.get_by_role("link", name="領収書を見る").click()
    expect(mine.get_by_text("10,998 円（税込）").first).to_be_visible()
    assert_accessible(mine)
