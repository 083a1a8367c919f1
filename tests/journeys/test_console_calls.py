"""The desk's stories: a call from the first ring to the decision, by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case
from kaketsuke.intake.models import Request
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, *keys: str) -> None:
    """Press keys as an operator does, each after the page has settled."""
    for key in keys:
        expect(page.locator(".htmx-request")).to_have_count(0)
        page.keyboard.press(key)


def question(page: Page, words: str) -> None:
    expect(page.locator(".question h2")).to_have_text(re.compile(words))


def take_call(page: Page, number: str = "090-0000-0203") -> None:
    page.goto("/console/")
    expect(page.get_by_label("着信番号")).to_be_focused()
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    question(page, "命の危険")


def type_as_soon_as_it_appears(page: Page, field: str, words: str) -> None:
    """Type with quick fingers: before the page has settled, so before the field listens."""
    page.evaluate(
        """([field, words]) => new MutationObserver((_, observer) => {
            const found = document.querySelector(field);
            if (!found) return;
            observer.disconnect();
            found.value = words;
            found.dispatchEvent(new Event("input", { bubbles: true }));
        }).observe(document.body, { childList: true, subtree: true })""",
        [field, words],
    )


def test_a_resident_without_card_is_helped_by_keyboard_alone(sign_in: SignIn, town: World):
    page = sign_in(town.operator)
    page.goto("/console/")
    expect(page.get_by_label("着信番号")).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_label("着信番号")).to_have_value("")
    take_call(page)
    assert_accessible(page)
    press(page, "2")
    question(page, "理由")
    press(page, "1")
    question(page, "お電話の方")
    press(page, "1")
    question(page, "どなたが、どのお部屋から")
    expect(page.get_by_text("佐藤")).to_have_count(0)
    assert_accessible(page)
    expect(page.get_by_label("お部屋番号")).to_be_focused()
    page.keyboard.type("203")
    press(page, "Tab")
    page.keyboard.insert_text("佐藤花子")
    press(page, "Enter")
    question(page, "立会い")
    press(page, "1")
    question(page, "身分証")
    press(page, "1")
    expect(page.locator(".decision-word")).to_contain_text("出動できます")
    expect(page.locator(".decision")).to_contain_text("A1.2.1")
    assert_accessible(page)
    page.locator("body").press("Enter")
    page.wait_for_url("**/console/cases/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("青葉ハイツ 203")
    assert_accessible(page)
    with context.as_system():
        assert Case.objects.get().state == "offering"


def test_an_impostor_is_refused_with_the_clause_and_a_way_on(sign_in: SignIn, town: World):
    page = sign_in(town.operator)
    take_call(page, "090-0000-9999")
    press(page, "2")
    question(page, "理由")
    press(page, "1")
    question(page, "お電話の方")
    type_as_soon_as_it_appears(page, "#id_q", "青葉")
    press(page, "1")
    page.get_by_label("青葉ハイツ").check()
    page.get_by_label("お部屋番号").fill("203")
    page.get_by_label("お名前").fill("鈴木 太郎")
    page.get_by_role("button", name="照合する").click()
    expect(page.get_by_text("登録と一致しません")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="確認できないまま進む").click()
    expect(page.locator(".decision-word")).to_contain_text("お受けできません")
    expect(page.locator(".decision")).to_contain_text("4.7.1")
    expect(page.get_by_text("188 番")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="お断りをお伝えした").click()
    expect(page.locator(".interview-head")).to_contain_text("お断り")
    with context.as_system():
        assert Request.objects.get().state == "declined"


def test_danger_to_life_puts_119_before_everything(sign_in: SignIn, town: World):
    page = sign_in(town.operator)
    take_call(page, "")
    press(page, "1")
    expect(page.get_by_role("alert").first).to_contain_text("119 番・110 番が先です")
    assert_accessible(page)
