"""Stories in a real browser, over the small world."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from kaketsuke import clock
from kaketsuke.accounts.models import User
from tests import world
from tests.world import World

SignIn = Callable[[User], Page]
# Patience for busy machines; no story asserts how long anything takes.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session", autouse=True)
def orm_beside_the_browser() -> Iterator[None]:
    """Playwright keeps a loop in the main thread; Django would refuse to ask the database there."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def the_moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """The product's clock stands in the small world's evening; a story lets time pass."""
    moment = [world.NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def pass_by(step: timedelta) -> None:
        moment[0] += step

    return pass_by


@pytest.fixture
def town(transactional_db: None, the_moment: object) -> World:
    return world.build()


@pytest.fixture
def sign_in(
    town: World, live_server: LiveServer, browser: Browser, browser_context_args: dict[str, object]
) -> Iterator[SignIn]:
    """Open a browser of its own for an account, signed in."""
    opened: list[BrowserContext] = []

    def enter(user: User) -> Page:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        context = browser.new_context(**browser_context_args, base_url=live_server.url)  # type: ignore[arg-type]  # the plugin's own words
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        return page

    yield enter
    for context in opened:
        context.close()
