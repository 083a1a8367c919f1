"""Who plays, and what one act leaves to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as later

from kaketsuke.demo.play.browser import Browser, StepFailed
from kaketsuke.demo.play.page import Page
from kaketsuke.demo.world import cast, names
from kaketsuke.demo.world.cast import Member


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the play: what happened, and the clauses that decided it."""

    japanese: str
    english: str
    clauses: Iterable[str] = ()


@dataclass
class Stage:
    """The three people at their screens, and what is known so far."""

    base_url: str
    operator: Browser = later(init=False)
    technician: Browser = later(init=False)
    resident: Browser = later(init=False)
    caller: Member = cast.MEMBERS[0]
    request: str = ""
    case: str = ""
    number: str = ""
    code_word: str = ""
    badge: str = ""
    field: str = ""
    link: str = ""
    read_last: str = ""
    to_pay: str = ""

    def __post_init__(self) -> None:
        """Give everybody a browser of their own."""
        self.operator = Browser(self.base_url)
        self.technician = Browser(self.base_url)
        self.resident = Browser(self.base_url)

    def sign_in(self, browser: Browser, username: str) -> Page:
        """Sign in with an account of the demo."""
        form = browser.open("/accounts/login/").form("/accounts/login/")
        page = browser.send(form, login=username, password=cast.PASSWORD)
        if page.has_form("/accounts/login/"):
            raise StepFailed(f"{username} はサインインできません: {page.complaints}")
        return page

    def tracking_page(self, *, moved: bool = True) -> Page:
        """Look at the resident's page, which says something new whenever the case has moved."""
        page = self.resident.open(self.link)
        if moved and page.heading == self.read_last:
            raise StepFailed(f"居住者の画面が「{page.heading}」のままです")
        self.read_last = page.heading
        return page


def callers() -> list[Member]:
    """Return who may ring: registered, nothing special about the home."""
    return [each for each in cast.MEMBERS if each.state == "registered" and not each.protective]


def number_of(member: Member) -> str:
    """Return the number that shows when a member rings."""
    return names.phone(member.number)
