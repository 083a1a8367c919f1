"""A resident with a letter in hand, on a phone: read, accept, prove, register; or decline."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from kaketsuke.accounts import context
from kaketsuke.residents import services
from kaketsuke.terms.models import Version
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.web.join.conftest import figures, make_letter
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def phone(
    town: World,
    live_server: LiveServer,
    browser: Browser,
    browser_context_args: dict[str, Any],
    settings: Any,
) -> Iterator[Page]:
    """A stranger's phone; the demo's outbox is where the codes are read."""
    yield from opened_phone(browser, browser_context_args, live_server, settings)


@pytest.fixture
def phone_without_script(
    town: World,
    live_server: LiveServer,
    browser: Browser,
    browser_context_args: dict[str, Any],
    settings: Any,
) -> Iterator[Page]:
    """The same phone, where no script runs."""
    without = {**browser_context_args, "java_script_enabled": False}
    yield from opened_phone(browser, without, live_server, settings)


def opened_phone(
    browser: Browser, said: dict[str, Any], live_server: LiveServer, settings: Any
) -> Iterator[Page]:
    settings.DEMO = True
    opened = browser.new_context(**{**said, **PHONE}, base_url=live_server.url)
    opened.set_default_timeout(30_000)
    page = opened.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
    yield page
    opened.close()


def reach(page: Page, target: Locator) -> None:
    """Go on by the tabulator key until the target has the focus, as somebody without a mouse."""
    for _each in range(150):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} is not reached by keyboard")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    reach(page, target)
    page.keyboard.press(key)


def write(page: Page, label: str, text: str) -> None:
    reach(page, page.get_by_label(label, exact=False).first)
    page.keyboard.insert_text(text)


@pytest.mark.clause("2.1")
@pytest.mark.clause("2.2")
def test_from_the_letter_to_my_page_with_the_keyboard_alone(phone: Page, town: World) -> None:
    page = phone
    page.goto(f"/r/{make_letter(town.next_door.pk)}/")
    expect(page.get_by_text("60 分までの作業は無料です").first).to_be_visible()
    assert_accessible(page)
    press(page, page.get_by_role("link", name="承諾へ進む"))
    expect(page.get_by_role("heading", name="内容の承諾")).to_be_visible()
    for line in ("重要事項の内容を読み", "オーナーへ提供", "債権を第三者に"):
        box = page.get_by_role("checkbox", name=line)
        expect(box).not_to_be_checked()
        press(page, box, "Space")
    assert_accessible(page)
    press(page, page.get_by_role("button", name="承諾して次へ"))
    write(page, "電話番号", "０９０−００００−０７０７")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="確認コード")).to_be_visible()
    write(page, "確認コード", figures())
    page.keyboard.press("Enter")
    expect(page.get_by_text("東京都新宿区西新宿八丁目1-2")).to_be_visible()
    for label, text in (("姓", "山田"), ("名", "春子"), ("フリガナ", "やまだはるこ")):
        write(page, label, text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="山田 春子 さん")).to_be_visible()
    expect(page.get_by_text("登録が完了しました。")).to_be_visible()
    assert_accessible(page)


@pytest.mark.clause("2.2")
def test_a_guardian_and_a_minor_register_in_english_by_keyboard_without_any_script(
    phone_without_script: Page, town: World
) -> None:
    page = phone_without_script
    page.goto(f"/r/{make_letter(town.home.pk)}/")
    press(page, page.get_by_role("button", name="English"))
    press(page, page.get_by_role("link", name="Continue to accept"))
    reach(page, page.get_by_role("radio", name="18 or over"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Someone under 18")).to_be_checked()
    for line in ("I have read the important matters", "provided to the owner", "assign claims"):
        press(page, page.get_by_role("checkbox", name=line), "Space")
    press(page, page.get_by_role("button", name="Accept and continue"))
    write(page, "Phone number", "090-0000-0708")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Code")).to_be_visible()
    write(page, "Code (6 digits)", figures())
    page.keyboard.press("Enter")
    for label, text in (
        ("Family name", "Yamada"),
        ("Given name", "Haru"),
        ("Minor's family name", "Yamada"),
        ("Minor's given name", "Ren"),
        ("Minor's date of birth", "2015/4/1"),
    ):
        write(page, label, text)
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are registered.")).to_be_visible()
    expect(page.get_by_text("Yamada Ren")).to_be_visible()


@pytest.mark.clause("2.3")
def test_declining_takes_two_presses_and_asks_for_nothing(phone: Page, town: World) -> None:
    page = phone
    page.goto(f"/r/{make_letter(town.next_door.pk)}/")
    page.get_by_role("link", name="登録しない").click()
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.get_by_role("button", name="登録しません").click()
    expect(page.get_by_role("heading", name="お断りを承りました")).to_be_visible()
    assert_accessible(page)


@pytest.mark.clause("4.5")
def test_a_newer_version_is_accepted_and_then_the_registrant_moves_out(
    sign_in: SignIn, town: World
) -> None:
    with context.as_system():
        user = services.account_of(town.sato.pk, now=NOW)
        Version.objects.create(
            version_date=NOW.date(), official=True, title="新しい版", text=b"x", sha256="3" * 64,
            tree=town.terms.tree, imported_at=NOW, published_from=NOW - timedelta(days=1),
        )  # fmt: skip
    page = sign_in(user)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/my/")
    page.get_by_role("link", name="新しい版を読む").click()
    for box in page.get_by_role("checkbox", name="承諾").all():
        box.check()
    page.get_by_role("checkbox", name="オーナーへ提供").check()
    page.get_by_role("button", name="新しい版に承諾する").click()
    expect(page.get_by_text("新しい版への承諾を記録しました。")).to_be_visible()
    page.get_by_role("link", name="引っ越した・登録をやめる").click()
    page.get_by_text("引っ越しました").click()
    page.get_by_role("button", name="登録を終える").click()
    expect(page.get_by_text("引っ越しのため終わった登録です。")).to_be_visible()
    assert_accessible(page)
