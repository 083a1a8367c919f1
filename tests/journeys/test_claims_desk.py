"""Stories of the claims desk: harm to letter, a flooded road, and a complaint to its answer."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.dispatch.models import Assignment
from tests import door, world
from tests.accessibility import assert_accessible
from tests.claims import files
from tests.journeys.conftest import SignIn
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def case(town: World) -> Case:
    """Mori has accepted Sato's case."""
    with context.as_system():
        opened = door.open_case(town)
        door.Door(town, opened).accept()
    return opened


def handler(town: World, name: str) -> Any:
    with context.as_system():
        return world.add_account(name, label=name, role="claims", company_id=town.company.pk)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.clause("4.2")
def test_a_scratch_goes_from_the_resident_s_phone_to_the_letter(
    sign_in: SignIn, town: World, case: Case
):
    with context.as_system():
        token = case_services.make_link(case.pk, town.sato.pk, now=NOW)
    phone = sign_in(town.stranger)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(f"/t/{token}/")
    phone.get_by_role("link", name="作業で損害が出たとき").click()
    phone.get_by_label("ドア・建具").check()
    phone.get_by_label("どのような損害か").fill("ドアの枠に傷がつきました。")
    phone.get_by_label("起きた日").fill("2026-11-22")
    phone.get_by_label("気づいた日").fill("2026-11-22")
    assert_accessible(phone)
    press(phone, "お申し出を送る")
    phone.get_by_label("写真か PDF").set_input_files(
        {"name": "scratch.jpg", "mimeType": "image/jpeg", "buffer": files.photo()}
    )
    press(phone, "資料を送る")
    expect(phone.get_by_text("いま 1 個の資料")).to_be_visible()
    desk = sign_in(handler(town, "claims"))
    desk.goto("/claims/")
    assert_accessible(desk)
    desk.get_by_role("link", name="D-").click()
    press(desk, "自分が担当する")
    desk.get_by_label("損害の額（円）").fill("5000")
    desk.get_by_label("業務委託先", exact=True).check()
    desk.get_by_label("はい", exact=True).check()
    desk.get_by_label("軽過失").check()
    desk.get_by_label("責任のある業務委託先（業務委託先のとき）").select_option(
        label=town.firm.name
    )
    desk.get_by_label("判断の理由").fill("養生がなかった。")
    press(desk, "判断する")
    expect(desk.get_by_text("法務の確認を待っています")).to_be_visible()
    assert_accessible(desk)
    desk.locator("#id_legal_words").fill("上限は争われうる。")
    press(desk, "法務の確認を記録する")
    press(desk, "お手紙を送る")
    expect(desk.get_by_role("link", name="判断のお手紙")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", name="お手紙があります")).to_be_visible()
    with phone.expect_download() as fetched:
        phone.get_by_role("link", name="判断のお手紙").click()
    assert Path(fetched.value.path()).read_bytes().startswith(b"%PDF-")


@pytest.mark.clause("4.4")
def test_a_flood_excuses_what_lies_in_its_extent_and_nothing_else(
    sign_in: SignIn, town: World, case: Case, the_moment: Any
):
    with context.as_system():
        Assignment.objects.filter(case=case).update(arrive_until=NOW + timedelta(minutes=10))
    page = sign_in(town.supervisor)
    page.goto("/claims/area-events/new/")
    expect(page.locator("[data-area-map].leaflet-container")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("種類").select_option("flood")
    page.get_by_role("searchbox").fill("なし")
    expect(page.locator("input[value='13104']")).to_be_hidden()
    page.get_by_role("searchbox").fill("")
    page.locator("input[value='13104']").check()
    page.get_by_label("情報の出どころ").fill("気象庁の発表")
    page.locator("[data-area-map]").click(position={"x": 60, "y": 60})
    press(page, "範囲を消す")
    press(page, "登録する")
    expect(page.get_by_text("続いています")).to_be_visible()
    assert_accessible(page)
    the_moment(timedelta(minutes=40))
    page.goto(f"/claims/extents/{case.pk}/")
    # Counted from what was promised first and from what was promised last.
    expect(page.locator("dd strong")).to_have_text(["26 分", "30 分"])
    page.get_by_label("地域の事象").select_option(index=1)
    page.get_by_label("妨げられた時間の始まり").fill("2026-11-22T22:24")
    page.get_by_label("妨げられた時間の終わり").fill("2026-11-22T22:44")
    page.get_by_label("どのように妨げたか").fill("道路が冠水した。")
    press(page, "範囲を記録する")
    expect(page.locator("dd strong")).to_have_text(["10 分", "10 分"])
    assert_accessible(page)


def test_a_complaint_is_answered_by_somebody_else(sign_in: SignIn, town: World, case: Case):
    with context.as_system():
        token = case_services.make_link(case.pk, town.sato.pk, now=NOW)
    phone = sign_in(town.stranger)
    phone.goto(f"/t/{token}/")
    phone.get_by_role("link", name="料金や対応にご納得いただけないとき").click()
    phone.get_by_label("料金", exact=True).check()
    phone.get_by_label("ご納得いただけないこと").fill("聞いていた額と違います。")
    assert_accessible(phone)
    press(phone, "お申し出を送る")
    expect(phone.get_by_role("heading", name="お申し出を確認しています")).to_be_visible()
    desk = sign_in(town.supervisor)
    desk.goto("/claims/complaints/")
    assert_accessible(desk)
    desk.get_by_role("link", name="C-").click()
    press(desk, "自分が担当する")
    desk.locator("#id_answer_words").fill("確認し、差額をお返しします。")
    assert_accessible(desk)
    press(desk, "お答えを送る")
    expect(desk.get_by_text("お答え済み").first).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("確認し、差額をお返しします。")).to_be_visible()
    assert_accessible(phone)
    desk.goto("/claims/statistics/")
    expect(desk.get_by_role("heading", name="統計")).to_be_visible()
    assert_accessible(desk)
