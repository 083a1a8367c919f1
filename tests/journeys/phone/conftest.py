"""A phone in the hand, and the door that it stands before."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from tests import door
from tests.world import NOW, World

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "ja-JP",
    "geolocation": {"latitude": 35.695, "longitude": 139.695},
    "permissions": ["geolocation"],
}


@pytest.fixture
def browser_context_args() -> dict[str, object]:
    return dict(PHONE)


@pytest.fixture
def story(town: World) -> door.Door:
    """Sato locked out; the nearest technician is being asked."""
    with context.as_system():
        door.price_list(town)
        at = door.Door(town, door.open_case(town))
        door.first_offer(at.case)
    return at


@pytest.fixture
def resident(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[door.Door], Page]]:
    """Open the link that Sato got, on a phone that never signed in."""
    opened = browser.new_context(**PHONE, base_url=live_server.url)  # type: ignore[arg-type]  # the plugin's own words
    opened.set_default_timeout(30_000)

    def follow(at: door.Door) -> Page:
        with context.as_system():
            token = case_services.make_link(at.case.pk, at.world.sato.pk, now=NOW)
        page = opened.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        page.goto(f"/t/{token}/")
        return page

    yield follow
    opened.close()
