"""The estimate without a signal: reckoned, shown, signed and paid on the phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kaketsuke.accounts import context
from kaketsuke.money.models import Receipt
from tests import door
from tests.accessibility import assert_accessible
from tests.journeys.conftest import SignIn
from tests.journeys.phone.alone.reach import at_the_case, back_in_reach, begin, kept
from tests.journeys.phone.hands import heading, open_the_door, press, sign
from tests.world import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
