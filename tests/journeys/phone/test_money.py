"""The money's stories: agreed on the resident's phone, not paid, given back."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.models import User
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.money.models import Approval, EstimateLine, Receipt
from kaketsuke.onsite import services as onsite_services
from tests import door
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.journeys.phone.hands import heading, open_the_door, press
from tests.money.test_cancelling import charged
from tests.world import LONG_AGO, NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Follow = Callable[[door.Door], Page]
Pass = Callable[[timedelta], None]


def office(at: door.Door) -> User:
    with context.as_system():
        return account_services.make_account(
            "office",
            label="事務",
            password=None,
            grants=[GrantSpec("office", company_id=at.world.company.pk)],
            now=LONG_AGO,
        )


def test_overtime_is_agreed_on_the_residents_phone_before_it_is_worked(
    sign_in: SignIn, story: door.Door, resident: Follow, the_moment: Pass
):
    with context.as_system():
        story.working()
        onsite_services.reach_minutes(story.case.pk, now=story.wait(60).now)
    the_moment(story.now - NOW)
    page = sign_in(story.world.mori_account)
    page.goto("/field/")
    expect(page.get_by_text("無料の時間が終わりました")).to_be_visible()
    page.get_by_role("link", name="見積りを出す").last.click()
    page.get_by_label(re.compile("OT")).fill("20")
    press(page, "合計を出してお客さまに見せる")
    expect(page.locator(".total--largest")).to_have_text("2,200 円（税込）")
    assert_accessible(page)
    mine = resident(story)
    press(mine, "この金額で承認します")
    expect(mine.get_by_text("書面の受け取り方を選んでください").first).to_be_visible()
    assert_accessible(mine)
    mine.get_by_text("この画面の PDF で受け取ります").click()
    press(mine, "この金額で承認します")
    expect(mine.get_by_text("承認しました")).to_be_visible()
    page.goto("/field/")
    press(page, "作業を続けます")
    expect(page.get_by_text("時計が動き始めました")).to_be_visible()
    the_moment(timedelta(minutes=12))
    page.goto("/field/")
    open_the_door(page)
    expect(page.locator(".total")).to_have_text("1,320 円（税込）")
    page.get_by_label("カード", exact=True).check()
    page.get_by_label("端末の承認番号").fill("Ａ-102")
    press(page, "受け取りを記録します")
    expect(page.get_by_text("カードで受け取りました")).to_be_visible()
    with context.as_system():
        assert Receipt.objects.get().total_yen == 1_320


def test_a_declined_estimate_stops_the_paid_part_and_costs_nothing(
    sign_in: SignIn, story: door.Door, resident: Follow, the_moment: Pass
):
    with context.as_system():
        story.working()
        story.estimate(("SP-1", 1))
    the_moment(story.now - NOW)
    mine = resident(story)
    press(mine, "お断りします（費用はかかりません）")
    expect(mine.get_by_text("お断りしました。費用はかかりません。")).to_be_visible()
    page = sign_in(story.world.mori_account)
    page.goto("/field/")
    expect(page.get_by_text("見積りを出す").first).to_be_visible()
    expect(page.get_by_text("有料の作業を始める")).to_have_count(0)
    with context.as_system():
        assert not Approval.objects.get().approved


def test_unpaid_is_the_firms_claim_and_the_resident_sees_whose(
    sign_in: SignIn, story: door.Door, resident: Follow, the_moment: Pass
):
    with context.as_system():
        story.working()
        story.answer(story.estimate(("SP-1", 1)))
        line = EstimateLine.objects.get()
    the_moment(story.now - NOW)
    page = sign_in(story.world.mori_account)
    page.goto("/field/")
    press(page, "有料の作業を始める")
    expect(page.get_by_text("始めたことを記録しました")).to_be_visible()
    with context.as_system():
        story.wait(2).open_door(method="non_destructive", lock_usable=True)
    the_moment(timedelta(minutes=5))
    page.goto("/field/")
    page.get_by_label("受け取れない", exact=True).check()
    page.get_by_label("お支払いの手段がない").check()
    press(page, "受け取りを記録します")
    expect(page.get_by_text("完了しました").first).to_be_visible()
    mine = resident(story)
    mine.get_by_role("link", name="お支払いがまだの金額を見る").click()
    heading(mine, "お支払いの記録")
    expect(mine.locator(".total")).to_have_text("5,500 円（税込）")
    expect(mine.get_by_text("請求するのは、作業をした 見本施錠サービス です")).to_be_visible()
    assert_accessible(mine)
    assert line.kind == "special_work"


def test_cooling_off_gives_the_money_back(
    sign_in: SignIn, story: door.Door, resident: Follow, the_moment: Pass
):
    with context.as_system():
        charged(story, method="cash")
    the_moment(story.now - NOW)
    mine = resident(story)
    mine.get_by_role("link", name="領収書を見る").click()
    heading(mine, "領収書")
    mine.get_by_role("link", name="取り消しの手続きへ").click()
    heading(mine, "契約を取り消しますか")
    assert_accessible(mine)
    press(mine, "はい、取り消します")
    expect(mine.get_by_text("お返しする金額")).to_be_visible()
    desk = sign_in(office(story))
    desk.set_viewport_size({"width": 1280, "height": 800})
    desk.goto("/office/refunds/")
    desk.get_by_label("控えの番号").fill("B-7")
    press(desk, "返金を記録する")
    expect(desk.get_by_text("B-7")).to_be_visible()
    desk.goto("/office/receipts/")
    expect(desk.get_by_text("5,500 円").first).to_be_visible()
    assert_accessible(desk)
    mine.reload()
    expect(mine.get_by_text("お返しした金額")).to_be_visible()
