"""The browser's side: one stream for all tabs, the state in words, fragments read afresh."""

import json
from uuid import UUID

import pytest
from django.core import signing
from playwright.sync_api import BrowserContext, Page, Route

from kaketsuke.accounts import live as tickets
from kaketsuke.config import live
from tests import product

pytestmark = pytest.mark.browser

CASE = UUID("0190a000-0000-7000-8000-000000000001")
COMPANY = UUID("0190a000-0000-7000-8000-0000000000aa")
PAGE = """<!doctype html><meta charset="utf-8"><title>盤</title>
<body data-live-ticket="{ticket}">
<p data-live-state="" data-live-connected="つながっています" data-live-lost="切れました"></p>
<ol data-live-case="{case}"></ol>
<script src="/static/kaketsuke/live.js"></script></body>"""
COUNT = """() => { window.heard = [];
for (const name of ["live:board", "live:case-%s"])
  document.body.addEventListener(name, (event) => window.heard.push(name)); }"""


def _ticket() -> str:
    key = product.KEYS["KAKETSUKE_SECRET_KEY"]
    return signing.dumps({"companies": [str(COMPANY)]}, salt=tickets.SALT, key=key)


def _open(context: BrowserContext, launched: product.Launched, *, ticket: str = "") -> Page:
    def board(route: Route) -> None:
        body = PAGE.format(ticket=ticket or _ticket(), case=CASE)
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page = context.new_page()
    page.route("**/board", board)
    page.goto(f"{launched.base_url}/board")
    page.evaluate(COUNT % CASE)
    return page


def _happen(launched: product.Launched, seq: int) -> None:
    with launched.connect() as database:
        database.execute("SELECT pg_notify(%s, %s)", [live.CHANNEL, f"{COMPANY}:{CASE}:{seq}"])


def _heard(page: Page) -> list[str]:
    return list(json.loads(page.evaluate("JSON.stringify(window.heard)")))


def test_every_tab_hears_while_one_stream_is_open(
    context: BrowserContext, bare_product: product.Launched
):
    tabs = [_open(context, bare_product) for _ in range(8)]
    for tab in tabs:
        tab.get_by_text("つながっています").wait_for()
    _happen(bare_product, 1)
    for tab in tabs:
        tab.wait_for_function("window.heard.length >= 2")
        assert {"live:board", f"live:case-{CASE}"} <= set(_heard(tab))

    tabs[1].evaluate("window.heard.length = 0")
    tabs[0].close()
    # The next tab takes over and reads afresh: what happened meanwhile was heard by nobody.
    tabs[1].wait_for_function("window.heard.length >= 2")
    tabs[1].evaluate("window.heard.length = 0")
    _happen(bare_product, 2)
    tabs[1].wait_for_function("window.heard.length >= 2")
    assert set(_heard(tabs[1])) == {"live:board", f"live:case-{CASE}"}


def test_a_lost_stream_is_said_and_comes_back_with_a_fresh_reading(
    context: BrowserContext, bare_product: product.Launched
):
    page = _open(context, bare_product)
    page.get_by_text("つながっています").wait_for()
    assert bare_product.process is not None
    bare_product.stop()
    page.get_by_text("切れました").wait_for()
    bare_product.start()
    page.get_by_text("つながっています").wait_for()
    page.wait_for_function("window.heard.includes('live:board')")


def test_an_expired_ticket_is_renewed_by_asking_for_the_page_again(
    context: BrowserContext, bare_product: product.Launched
):
    page = _open(context, bare_product, ticket="expired:ticket:here")
    page.unroute("**/board")
    body = PAGE.format(ticket=_ticket(), case=CASE)
    page.route("**/board", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.get_by_text("つながっています").wait_for()
