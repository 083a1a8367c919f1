"""The door without a signal: the phone leads on alone, and everything goes up later, once."""

import pytest
from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from tests import door
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.journeys.test_field_door import (
    PHONE,
    check_until_name,
    choose,
    fresh_licence,
    heading,
    press,
    state_of,
)
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser_context_args() -> dict[str, object]:
    return dict(PHONE)


@pytest.fixture
def story(town: World) -> door.Door:
    """Mori has accepted Sato's case."""
    with context.as_system():
        door.price_list(town)
        return door.Door(town, door.open_case(town)).accept()


def kept(page: Page) -> None:
    """The worker is ready and the case lies on the phone."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("html[data-kept]")).to_have_count(1)


def at_the_case(sign_in: SignIn, story: door.Door) -> Page:
    page = sign_in(story.world.mori_account)
    page.goto("/field/")
    kept(page)
    return page


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
    page.get_by_role("link", name="開きました").click()
    page.get_by_label("壊さずに開けた").check()
    page.get_by_role("group", name="鍵はこのまま使えますか").get_by_label("はい").check()
    press(page, "開錠を記録します")
    press(page, "0 円で完了します")
    heading(page, "完了しました")
    expect(page.get_by_text("未送信 6 件")).to_be_visible()
    assert state_of(story) == "assigned"
    page.context.set_offline(False)
    expect(page.get_by_text("未送信 0 件")).to_be_visible()
    assert state_of(story) in ("settled", "closed")


def test_what_needs_a_signal_stays_on_the_screen_and_says_so(sign_in: SignIn, story: door.Door):
    with context.as_system():
        story.depart()
        story.arrive(position=(35.695, 139.695))
        story.answer_check(facts=door.SATO_HERE, code_word_said=True)
        story.begin_work()
    page = at_the_case(sign_in, story)
    page.get_by_role("link", name="見積りを出す").click()
    heading(page, "見積り")
    page.get_by_label("MAT-1").fill("2")
    page.context.set_offline(True)
    press(page, "合計を出してお客さまに見せる")
    expect(page.get_by_role("alert").filter(has_text="電波が必要です")).to_be_visible()
    expect(page.get_by_label("MAT-1")).to_have_value("2")
