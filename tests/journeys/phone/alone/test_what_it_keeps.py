"""What the phone keeps of a case and of its presses, for how long, and for whom."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Entry
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.onsite.models import Photo
from tests import door
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.journeys.phone.alone.reach import at_the_case, back_in_reach, kept, working
from tests.journeys.phone.hands import heading, press, state_of
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


def test_what_needs_a_signal_stays_on_the_screen_and_says_so(sign_in: SignIn, story: door.Door):
    page = at_the_case(sign_in, story)
    page.context.set_offline(True)
    press(page, "お客さまに電話をつなぐ")
    expect(page.get_by_role("alert").filter(has_text="電波が必要です")).to_be_visible()
