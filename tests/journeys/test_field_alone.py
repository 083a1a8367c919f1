"""The door without a signal: the phone leads on alone, and everything goes up later, once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Entry
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.money.models import Receipt
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.onsite.models import Photo
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Contract
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
from tests.world import LONG_AGO, NOW, World

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
    page = at_the_case(sign_in, story)
    page.context.set_offline(True)
    press(page, "お客さまに電話をつなぐ")
    expect(page.get_by_role("alert").filter(has_text="電波が必要です")).to_be_visible()


@pytest.mark.clause("A1.3")
def test_an_estimate_is_made_shown_signed_and_paid_without_a_signal(
    sign_in: SignIn, story: door.Door, the_moment: Callable[[timedelta], None]
):
    begin(story)
    the_moment(story.now - NOW + timedelta(minutes=59))
    page = at_the_case(sign_in, story)
    page.clock.install()
    page.reload()
    kept(page)
    page.context.set_offline(True)
    page.clock.fast_forward(5 * 60_000)
    expect(page.get_by_text("無料の時間が終わりました")).to_be_visible()
    expect(page.get_by_text("60:00").first).to_be_visible()
    page.get_by_role("region", name="この画面の操作").get_by_role(
        "link", name="見積りを出す"
    ).click()
    press(page, "合計を出してお客さまに見せる")
    expect(page.get_by_text("見積りの明細を 1 つ以上入れてください。")).to_be_visible()
    page.get_by_label("OT").fill("２０")
    page.get_by_label("MAT-1").fill("1")
    press(page, "合計を出してお客さまに見せる")
    expect(page.locator(".total--largest")).to_have_text("5,866 円（税込）")
    expect(
        page.get_by_text("MAT-1が 1 個です。OTが 20 分です。合計は 5,866 円（税込）です。")
    ).to_be_visible()
    expect(page.get_by_text("クーリング・オフ（8 日以内の取消し）について")).to_be_visible()
    assert_accessible(page)
    press(page, "この金額で承認します")
    expect(page.get_by_text("書面の受け取り方を選んでください。")).to_be_visible()
    page.get_by_label("この画面で読み").check()
    sign(page)
    press(page, "この金額で承認します")
    press(page, "有料の作業を始める")
    press(page, "作業を続けます")
    page.clock.fast_forward(690_000)
    open_the_door(page)
    expect(page.get_by_text("4,986 円（税込）").first).to_be_visible()
    page.get_by_label("現金").check()
    press(page, "受け取りを記録します")
    heading(page, "完了しました")
    the_moment(timedelta(minutes=17))
    back_in_reach(page)
    with context.as_system():
        receipt = Receipt.objects.get()
    assert (receipt.total_yen, receipt.tax_yen) == (4_986, 453)


def arrived(sign_in: SignIn, story: door.Door) -> Page:
    """The technician stands at the door, and the signal is gone."""
    with context.as_system():
        story.depart()
        story.arrive(position=(35.695, 139.695))
    page = at_the_case(sign_in, story)
    page.context.set_offline(True)
    return page


def begin(story: door.Door) -> None:
    with context.as_system():
        story.depart()
        story.arrive(position=(35.695, 139.695))
        story.answer_check(facts=door.SATO_HERE, code_word_said=True)
        story.begin_work()


def working(sign_in: SignIn, story: door.Door) -> Page:
    """The technician is at work, and the signal is gone."""
    begin(story)
    page = at_the_case(sign_in, story)
    page.context.set_offline(True)
    return page


def back_in_reach(page: Page) -> None:
    expect(page.get_by_text("未送信 0 件")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.get_by_text("未送信 0 件")).to_be_visible()


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


def open_the_door(page: Page) -> None:
    page.get_by_role("link", name="開きました").click()
    page.get_by_label("壊さずに開けた").check()
    page.get_by_role("group", name="鍵はこのまま使えますか").get_by_label("はい").check()
    press(page, "開錠を記録します")


def test_cancelled_meanwhile_the_phone_says_what_was_not_taken(sign_in: SignIn, story: door.Door):
    page = at_the_case(sign_in, story)
    page.context.set_offline(True)
    press(page, "向かいます")
    press(page, "着きました")
    heading(page, "立会いと本人確認")
    with context.as_system():
        token = case_services.make_link(story.case.pk, story.world.sato.pk, now=NOW)
        case_services.press_stop(token, now=NOW)
    page.context.set_offline(False)
    told = page.locator("[data-conflict]")
    expect(told).to_contain_text("受け付けられませんでした")
    expect(told.get_by_role("listitem")).to_have_text(["向かいます", "着きました"])
    heading(page, "ご登録の方が停止しました")
    assert_accessible(page)
    press(page, "読みました")
    expect(told).to_be_hidden()
    with context.as_system():
        assert Entry.objects.filter(event="LateReport").count() == 1


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


def test_a_press_of_somebody_signed_out_waits_and_the_case_does_not(
    sign_in: SignIn, story: door.Door
):
    page = at_the_case(sign_in, story)
    with context.as_system():
        account_services.sign_out_technician(story.world.mori.pk, actor="test", now=NOW)
    press(page, "向かいます")
    expect(page.get_by_text("サインインが切れています")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("この端末に案件はありません")).to_be_visible()
    expect(page.get_by_text("未送信 1 件")).to_be_visible()
    assert state_of(story) == "assigned"


def test_who_is_signed_out_everywhere_keeps_no_case(sign_in: SignIn, story: door.Door):
    page = at_the_case(sign_in, story)
    page.context.set_offline(True)
    press(page, "向かいます")
    with context.as_system():
        account_services.sign_out_technician(story.world.mori.pk, actor="test", now=NOW)
    page.context.set_offline(False)
    expect(page.get_by_text("サインインが切れています")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("この端末に案件はありません")).to_be_visible()
    expect(page.get_by_text("未送信 1 件")).to_be_visible()
    assert state_of(story) == "assigned"


def test_a_photo_taken_without_a_signal_goes_up_later_and_bare(
    sign_in: SignIn, story: door.Door, town: World, tmp_path: Path
):
    page = working(sign_in, story)
    picture = tmp_path / "lock.jpg"
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    Image.new("RGB", (2400, 1800), "gray").save(picture, exif=exif)
    page.get_by_role("link", name="鍵の写真").click()
    page.get_by_label("作業の前の鍵").check()
    page.locator("input[type=file]").set_input_files(picture)
    press(page, "写真を残します")
    expect(page.get_by_text("未送信 1 件")).to_be_visible()
    page.get_by_role("link", name="二人目を呼ぶ").click()
    page.locator("input[type=radio]").first.check()
    press(page, "センターに二人目を頼みます")
    back_in_reach(page)
    with context.as_system():
        photo = Photo.objects.get()
        kept_picture = onsite_queries.picture(photo.pk)
        assert kept_picture is not None
        assert b"Kamera" not in kept_picture
        assert photo.width == 1600
        dispatch_services.assign_second(
            story.case.pk, technician=town.hayashi.pk, actor=door.operator(town), now=story.now
        )
    second = sign_in(town.hayashi_account)
    second.goto("/field/")
    heading(second, "作業指示書")
    assert_accessible(second)


def test_twelve_hours_after_the_last_contact_the_case_is_gone(sign_in: SignIn, story: door.Door):
    page = at_the_case(sign_in, story)
    page.clock.install()
    page.reload()
    kept(page)
    page.context.set_offline(True)
    press(page, "向かいます")
    expect(page.get_by_text("未送信 1 件")).to_be_visible()
    page.clock.fast_forward(11 * 3_600_000)
    page.reload()
    heading(page, story.case.dwelling.building.name)
    page.clock.fast_forward(3_600_001)
    page.reload()
    expect(page.get_by_text("この端末に案件はありません")).to_be_visible()
    expect(page.get_by_text("未送信 1 件")).to_be_visible()
