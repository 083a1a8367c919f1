"""A person at a browser: follows links, fills in the forms that a page offers, keeps cookies."""

import http.client
import http.cookiejar
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable

from kaketsuke.demo.play import page
from kaketsuke.demo.play.page import Form, Page

ANSWERS_WITHIN = 60.0
ASKS_EVERY = 0.4


class StepFailed(Exception):
    """What was to happen did not; the sentence says what the page said instead."""


class Browser:
    """One person's browser, with cookies of its own."""

    def __init__(self, base_url: str) -> None:
        """Open a browser that reads Japanese."""
        self.base_url = base_url.rstrip("/")
        self.page = Page("", 0, page.Element("page"))
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self._opener.addheaders = [("Accept-Language", "ja"), ("User-Agent", "kaketsuke play")]

    def open(self, address: str, *, expect: int = 200) -> Page:
        """Open a page of the product. Raises: StepFailed when it answers otherwise."""
        page = self._go(address, None)
        self._require(expect)
        return page

    def send(self, form: Form, **given: str) -> Page:
        """Fill in a form and send it. Raises: StepFailed, NotOffered."""
        page = self.try_to_send(form, **given)
        self._require(200)
        return page

    def try_to_send(self, form: Form, **given: str) -> Page:
        """Fill in a form and send it, whatever the answer. Raises: StepFailed, NotOffered."""
        body = urllib.parse.urlencode(form.filled(given)).encode()
        return self._go(form.address, body)

    def wait(self, address: str, until: Callable[[Page], bool], *, what: str) -> Page:
        """Look at a page again until it shows what is awaited. Raises: StepFailed."""
        give_up = time.monotonic() + ANSWERS_WITHIN
        while not until(self.open(address)):
            if time.monotonic() > give_up:
                raise StepFailed(f"{ANSWERS_WITHIN:.0f} 秒待ちましたが、{what} ({address})")
            time.sleep(ASKS_EVERY)
        return self.page

    def _go(self, address: str, body: bytes | None) -> Page:
        url = urllib.parse.urljoin(f"{self.base_url}{self.page.address or '/'}", address)
        try:
            with self._opener.open(url, body, timeout=ANSWERS_WITHIN) as answer:
                self.page = self._read(answer, status=answer.status)
        except urllib.error.HTTPError as error:
            with error:
                self.page = self._read(error, status=error.code)
        except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
            raise StepFailed(f"{address} が応答しません: {error}") from error
        return self.page

    def _require(self, status: int) -> None:
        if self.page.status != status:
            said = self.page.complaints
            raise StepFailed(f"{self.page.address} は {self.page.status}: {said}")

    def _read(
        self, answer: http.client.HTTPResponse | urllib.error.HTTPError, *, status: int
    ) -> Page:
        address = urllib.parse.urlsplit(answer.url)._replace(scheme="", netloc="").geturl()
        text = answer.read().decode("utf-8", errors="replace")
        return page.read(text, address=address, status=status)
