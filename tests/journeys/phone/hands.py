"""What a technician's hand does on the phone, one screen after another."""

from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case
from tests import door


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def choose(page: Page, *words: str) -> None:
    for each in words:
        page.get_by_label(each, exact=True).check()
    press(page, "次へ")


def check_until_name(page: Page, *, document: str = "運転免許証") -> None:
    page.get_by_role("link", name="確認を始めます").click()
    choose(page, "同じ")
    choose(page, "ご登録のご本人")
    choose(page, document)


def fresh_licence(page: Page) -> None:
    page.get_by_role("group", name="顔写真がありますか").get_by_label("はい").check()
    page.get_by_role("group", name="有効期限が切れていますか").get_by_label("いいえ").check()
    press(page, "次へ")


def say_how_it_opened(page: Page) -> None:
    page.get_by_role("link", name="開きました").click()
    page.get_by_label("壊さずに開けた").check()
    page.get_by_role("group", name="鍵はこのまま使えますか").get_by_label("はい").check()


def open_the_door(page: Page) -> None:
    say_how_it_opened(page)
    press(page, "開錠を記録します")


def sign(page: Page) -> None:
    glass = page.locator("canvas.signature-glass")
    glass.evaluate("each => each.scrollIntoView({block: 'center'})")
    box = glass.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 40 + 15 * step, box["y"] + 40 + 30 * (step % 3))
    page.mouse.up()


def state_of(at: door.Door) -> str:
    with context.as_system():
        return Case.objects.values_list("state", flat=True).get(pk=at.case.pk)
