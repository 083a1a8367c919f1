"""The door without a signal: the phone leads on alone, and everything goes up later, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kaketsuke.accounts import context
from kaketsuke.cases.models import Entry
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Contract
from tests import door
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.journeys.phone.alone.reach import arrived, at_the_case, back_in_reach, working
from tests.journeys.phone.hands import (
    check_until_name,
    choose,
    fresh_licence,
    heading,
    open_the_door,
    press,
    sign,
    state_of,
)
from tests.world import LONG_AGO, NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_straight_job_without_a_signal(sign_in: SignIn, story: door.Door):
    page = at_the_case(sign_in, story)
    page.context.set_offline(True)
    press(page, "向かいます")
    expect(page.get_by_text("未送信 1 件")).to_be_visible()
    page.reload()
    press(page, "着きました")
    heading(page, "立会いと本人確認")
    assert_accessible(page)
    check_until_name(page)
    fresh_licence(page)
    page.get_by_label("身分証のお名前").fill("サトウ１２")
    press(page, "照らし合わせます")
    expect(page.get_by_text("番号は入力しないでください").first).to_be_visible()
    page.get_by_label("身分証のお名前").fill("佐藤　花子")
    press(page, "照らし合わせます")
    choose(page, "はい")
    choose(page, "このお部屋の住所")
    press(page, "確認を終えます")
    press(page, "作業を始めます")
    open_the_door(page)
    press(page, "0 円で完了します")
    heading(page, "完了しました")
    expect(page.get_by_text("未送信 6 件")).to_be_visible()
    assert state_of(story) == "assigned"
    page.context.set_offline(False)
    expect(page.get_by_text("未送信 0 件")).to_be_visible()
    assert state_of(story) in ("settled", "closed")


@pytest.mark.clause("4.7.3")
def test_a_wrong_name_is_turned_away_without_a_signal(sign_in: SignIn, story: door.Door):
    page = arrived(sign_in, story)
    check_until_name(page)
    fresh_licence(page)
    for name in ("佐藤太郎", "佐藤次郎"):
        page.get_by_role("textbox", name="身分証のお名前").fill(name)
        press(page, "照らし合わせます")
        heading(page, "お名前が登録と違います")
        # Going back gives no further try.
        press(page, "一つ前に戻る")
    page.get_by_role("textbox", name="身分証のお名前").fill("佐藤三郎")
    press(page, "照らし合わせます")
    expect(page.locator(".decision-word")).to_contain_text("作業はできません")
    expect(page.get_by_text("まだできること")).to_be_visible()
    press(page, "お断りを記録します")
    heading(page, "作業はしません")
    back_in_reach(page)
    assert state_of(story) == "turned_away"
    with context.as_system():
        assert Entry.objects.get(event="NameDiffered").facts["times"] == 3


@pytest.mark.clause("A1.2.2")
def test_the_right_name_and_a_wrong_face_is_turned_away(sign_in: SignIn, story: door.Door):
    page = arrived(sign_in, story)
    check_until_name(page)
    fresh_licence(page)
    page.get_by_label("身分証のお名前").fill("佐藤花子")
    press(page, "照らし合わせます")
    choose(page, "いいえ")
    expect(page.locator(".decision-word")).to_contain_text("作業はできません")
    press(page, "お断りを記録します")
    back_in_reach(page)
    assert state_of(story) == "turned_away"


@pytest.mark.clause("A1.2.1")
def test_nobody_entitled_at_the_door_ends_before_any_document(sign_in: SignIn, story: door.Door):
    page = arrived(sign_in, story)
    page.get_by_role("link", name="確認を始めます").click()
    choose(page, "同じ")
    choose(page, "ドアの前にいない（電話だけなど）")
    expect(page.locator(".decision-word")).to_contain_text("作業はできません")
    press(page, "お断りを記録します")
    back_in_reach(page)
    assert state_of(story) == "turned_away"


@pytest.mark.clause("A1.2.2")
def test_a_leave_fails_after_opening_without_a_signal(
    sign_in: SignIn, town: World, the_moment: Callable[[timedelta], None]
):
    with context.as_system():
        at = door.Door(town, door.open_case_under_leave(town)).at_the_door()
    the_moment(at.now - NOW)
    page = at_the_case(sign_in, at)
    page.context.set_offline(True)
    check_until_name(page, document="部屋の中にある")
    expect(page.locator(".decision-word")).to_contain_text("特例許可で始められます")
    press(page, "確認を終えます")
    press(page, "作業を始めます")
    open_the_door(page)
    heading(page, "いますぐ本人確認")
    page.get_by_role("link", name="身分証を確かめます").click()
    choose(page, "ご登録のご本人")
    choose(page, "持っていない")
    page.get_by_label("お部屋の中にどなたも残っていません").check()
    page.get_by_label("ドアを閉めて施錠しました").check()
    press(page, "お断りを記録します")
    heading(page, "開錠後の本人確認ができませんでした")
    back_in_reach(page)
    assert state_of(at) == "halted"


@pytest.mark.clause("2.1")
def test_breaking_with_the_standing_approval_and_a_signature(sign_in: SignIn, story: door.Door):
    with context.as_system():
        contract = Contract.objects.get(buildings=story.world.cover)
        party_services.approve_breaking(contract, lock_model="SL-1", from_=LONG_AGO)
    page = working(sign_in, story)
    page.get_by_role("link", name="壊して開ける").click()
    page.get_by_label("覚書であらかじめ承認済み").check()
    sign(page)
    press(page, "同意を記録します")
    page.get_by_role("link", name="開きました").click()
    page.get_by_label("壊して開けた").check()
    page.get_by_role("group", name="鍵はこのまま使えますか").get_by_label("いいえ").check()
    page.get_by_label("暫定の措置をした").check()
    page.get_by_label("仮の錠を付けた").check()
    page.get_by_role("group", name="措置を決めた方").get_by_label("立ち会った方").check()
    page.get_by_label("いつまで").fill("2026-11-27")
    press(page, "開錠を記録します")
    heading(page, "お支払いはありません")
    back_in_reach(page)
    assert state_of(story) == "opened"


def test_leaving_for_safety_asks_nothing_even_without_a_signal(sign_in: SignIn, story: door.Door):
    page = working(sign_in, story)
    for _twice in range(2):
        page.get_by_role("link", name="一時停止").click()
        page.get_by_label("休憩").check()
        press(page, "時計を止めます")
        press(page, "作業を続けます")
    press(page, "安全のため、いますぐ離れます")
    heading(page, "安全を優先して離れました")
    back_in_reach(page)
    assert state_of(story) == "halted"
    with context.as_system():
        assert Entry.objects.filter(event="Paused").count() == 2


def test_a_door_that_stays_shut_ends_without_a_signal(sign_in: SignIn, story: door.Door):
    page = working(sign_in, story)
    page.get_by_role("link", name="開けられません").click()
    page.get_by_label("この鍵を開ける技術・道具がない").check()
    page.get_by_label("いいえ").check()
    page.get_by_label("ドアと鍵を安全な状態にしました").check()
    press(page, "開けられなかったことを記録します")
    heading(page, "開錠せずに終わりました")
    back_in_reach(page)
    assert state_of(story) == "closed"


@pytest.mark.clause("A1.2.1")
def test_a_no_show_waits_out_its_time(sign_in: SignIn, story: door.Door):
    page = arrived(sign_in, story)
    page.get_by_role("link", name="どなたもいません").click()
    press(page, "ご不在として終わります")
    expect(page.get_by_text("待ち時間がまだ過ぎていません")).to_be_visible()
    assert_accessible(page)
