"""In reach and out of it: the phone before, without and after the signal."""

from playwright.sync_api import Page, expect

from kaketsuke.accounts import context
from tests import door
from tests.journeys.conftest import SignIn


def kept(page: Page) -> None:
    """The worker is ready and the case lies on the phone."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("html[data-kept]")).to_have_count(1)


def at_the_case(sign_in: SignIn, story: door.Door) -> Page:
    page = sign_in(story.world.mori_account)
    page.goto("/field/")
    kept(page)
    return page


def begin(story: door.Door) -> None:
    with context.as_system():
        story.depart()
        story.arrive(position=(35.695, 139.695))
        story.answer_check(facts=door.SATO_HERE, code_word_said=True)
        story.begin_work()


def arrived(sign_in: SignIn, story: door.Door) -> Page:
    """The technician stands at the door, and the signal is gone."""
    with context.as_system():
        story.depart()
        story.arrive(position=(35.695, 139.695))
    page = at_the_case(sign_in, story)
    page.context.set_offline(True)
    return page


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
