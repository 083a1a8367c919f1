"""The demo as a person starts it: the played case, and what else can be tried, over HTTP alone."""

import re
from collections.abc import Iterator

import pytest

from kaketsuke.demo import play
from kaketsuke.demo.play import desk, door
from kaketsuke.demo.play.browser import Browser, StepFailed
from kaketsuke.demo.play.page import Page
from kaketsuke.demo.play.stage import Stage
from kaketsuke.demo.world import cast, names, signs
from kaketsuke.runtime import ports
from tests import product

ANSWERS = {**desk.SAID, "requester.is_registrant": "false"}
MOST_PAGES = 30
TOO_MANY = 429
# Handed out as they are: no page, no heading.
FILES = re.compile(r"/(pdf|csv|xlsx)/$|\.(pdf|json)$|/export/")
REASON = "ご本人と電話で確かめました。"


class Player(Stage):
    """Somebody who tries a situation out, with a supervisor's screen beside the other three."""

    def __init__(self, base_url: str, *, kept: dict[str, Browser]) -> None:
        super().__init__(base_url)
        self.kept = kept
        self.supervisor = Browser(base_url)
        self.sign_in(self.supervisor, "supervisor")
        self.sign_in(self.operator, "operator")

    def sign_in(self, browser: Browser, username: str) -> Page:
        """Stay signed in from one story to the next: sign-ins are limited to 30 a minute."""
        if username not in self.kept:
            product.wait(lambda: self._is_let_in(browser, username))
            self.kept[username] = browser
            return browser.page
        for cookie in self.kept[username].cookies:
            browser.cookies.set_cookie(cookie)
        return browser.open("/start/")

    def _is_let_in(self, browser: Browser, username: str) -> bool:
        """Sign in, unless a quick machine has used up what a minute allows."""
        try:
            super().sign_in(browser, username)
        except StepFailed:
            if browser.page.status != TOO_MANY:
                raise
            return False
        return True

    def ring(self, number: int, *, room: str, name: str, **said: str) -> Page:
        """Take a call and answer whatever is asked, until nothing more is."""
        page = self.operator.open("/console/")
        page = self.operator.send(page.form("/console/calls/"), number=names.phone(number))
        self.request = page.address.partition("?")[0]
        for _each in range(12):
            if page.has_form("/caller/"):
                page = self._say_who(page, room=room, name=name)
            elif page.has_form("/attendant/"):
                form = page.form("/attendant/")
                page = self.operator.send(form, attendant=form.answers("attendant")[0])
            elif page.has_form("/facts/"):
                form = page.form("/facts/")
                page = self.operator.send(form, value=(ANSWERS | said)[form.value("path")])
            else:
                break
        return page

    def _say_who(self, page: Page, *, room: str, name: str) -> Page:
        found = self.operator.open(f"{self.request}?q={cast.BUILDING}")
        form = found.form("/caller/")
        given = {"building": form.answers("building")[0], "room": room, "name": name}
        page = self.operator.try_to_send(form, **given)
        if page.status == 422:
            return self.operator.send(page.form("/caller/"), **given, go_on="1")
        return page

    def opens_case(self, **given: str) -> None:
        """Send somebody and follow as the first registrant who is told."""
        list(desk.open_case(self, **given))
        list(desk.tell_registrants(self))

    def do(self, event: str, **given: str) -> Page:
        """Take one of the supervisor's steps on the case page."""
        page = self.supervisor.open(self.case)
        return self.supervisor.send(page.form(f"/do/{event}/"), **given)

    def state(self) -> str:
        return desk.state_of(self.operator.open(self.case))

    def is_over(self) -> None:
        page = self.operator.open(self.case)
        for event in ("ResidentCancelled", "Ended"):
            if page.has_form(f"/do/{event}/"):
                given = {"reason": REASON, "door_state": "locked"} if event == "Ended" else {}
                self.do(event, **given)
                return


def outcome(page: Page) -> str:
    return page.root.first("section", named="decision").classes[-1].partition("--")[2]


@pytest.fixture(scope="module")
def signed_in() -> dict[str, Browser]:
    return {}


@pytest.fixture
def player(running_product: product.Launched, signed_in: dict[str, Browser]) -> Iterator[Player]:
    playing = Player(running_product.base_url, kept=signed_in)
    yield playing
    if playing.case:
        playing.is_over()


@pytest.mark.clause("3.1")
@pytest.mark.clause("A1.2.1")
@pytest.mark.clause("A1.3")
def test_a_whole_case_goes_through_the_running_demo_again_and_again(
    running_product: product.Launched,
):
    for _each in range(2):
        ran = running_product.command("play", running_product.base_url)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "✗" not in ran.stdout
        assert all(mark in ran.stdout for mark in ("A1.2.2", "出動できます", "領収書", "終了"))


def test_a_play_that_fails_names_the_step_and_why(capsys: pytest.CaptureFixture[str]):
    with ports.held(0) as port:
        assert play.play(f"http://localhost:{port}") == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("✗")
    assert "受付のサインイン" in last
    assert "応答しません" in last


@pytest.mark.parametrize(("_audience", "username", "start"), signs.AUDIENCES)
def test_no_link_of_any_audience_leads_nowhere(
    player: Player, _audience: str, username: str, start: str
):
    screen = Browser(player.base_url)
    to_see, seen = [start, player.sign_in(screen, username).address], set[str]()
    while to_see and len(seen) < MOST_PAGES:
        address = to_see.pop(0).partition("#")[0]
        if address in seen:
            continue
        seen.add(address)
        page = screen.open(address)
        assert page.heading or FILES.search(address.partition("?")[0])
        links = [each["href"] for each in page.root.all("a")]
        to_see += [each for each in links if each.startswith("/") and "logout" not in each]
    assert len(seen) > 4


@pytest.mark.clause("3.1")
def test_an_impostor_is_refused_and_the_registrant_is_told(player: Player):
    page = player.ring(cast.STRANGER_NUMBER, room="203", name="別人 太郎")
    assert outcome(page) == "decline"
    assert page.root.first("section", named="decision").clauses
    page = player.operator.send(page.form("/decline/"))
    assert not page.has_form("/accept/")
    subject = "開錠のご要請について"
    player.operator.wait("/console/outbox/", lambda page: subject in page.root.words, what=subject)


@pytest.mark.clause("A1.2.2")
def test_id_locked_inside_without_a_leave_nobody_goes(player: Player):
    page = player.ring(3, room="305", name="佐藤 美咲", photo_id="locked_inside")
    assert outcome(page) == "refer"
    player.operator.send(page.form("/refer/"))
    referred = player.supervisor.open(player.request)
    form = referred.form("/allow/")
    form.address = f"{player.request}refuse/"
    refused = player.supervisor.send(form, reason="確かめられませんでした。")
    assert not refused.has_form("/allow/")
    assert not refused.has_form("/accept/")


@pytest.mark.clause("A1.2.2")
def test_id_locked_inside_with_a_leave_is_checked_behind_the_open_door(player: Player):
    player.caller = cast.MEMBERS[2]
    page = player.ring(3, room="305", name="佐藤 美咲", photo_id="locked_inside")
    player.operator.send(page.form("/refer/"))
    referred = player.supervisor.open(player.request)
    opened = player.supervisor.send(referred.form("/allow/"), reason=REASON)
    player.case = opened.address
    player.number = opened.root.first(named="case-header").first(named="figures").words
    player.code_word = opened.root.first(named="code-word").words
    told, *_rest = desk.tell_registrants(player)
    assert "2 通" in told.japanese  # both who are registered there
    for act in (desk.see_offer, door.accept, door.travel):
        list(act(player))
    check(player, kind="locked_inside")
    door.press(player, "begin")
    list(door.open_door(player))
    assert "owed" in [name for each in player.technician.page.root.all() for name in each.classes]
    check(player, kind="passport")
    door.press(player, "finish_free")
    list(desk.see_closed(player))


def check(player: Player, *, kind: str) -> None:
    """Go through the pages of the check with another kind of document."""
    page = player.technician.open(f"{player.field}check/")
    while page.form("/check/").value("page") != "result":
        form = page.form("/check/")
        given = {name: value for name, value in door.SHOWN.items() if form.has(name)}
        if form.has("kind"):
            given["kind"] = kind
        if form.has("full_name"):
            given["full_name"] = f"{player.caller.family} {player.caller.given}"
        page = player.technician.send(form, **given)
    player.technician.send(page.form("/check/"))


@pytest.mark.clause("2.1")
def test_a_pressed_stop_halts_the_case_until_another_supervisor_resumes_it(player: Player):
    page = player.ring(1, room="203", name="青木 さくら")
    assert outcome(page) == "accept"
    player.opens_case()
    for act in (desk.see_offer, door.accept):
        list(act(player))
    asked = player.resident.open(f"{player.link}stop/")
    player.resident.send(asked.form("/stop/"))
    assert player.state() == "halted"
    assert not player.technician.open(player.field).has_form("/steps/depart/")
    player.do("Resumed", reason=REASON)
    assert player.state() == "assigned"
    assert player.technician.open(player.field).has_form("/steps/depart/")


@pytest.mark.clause("2.1")
def test_when_nobody_accepts_the_case_is_red_and_the_resident_knows(player: Player):
    player.ring(5, room="502", name="Emma Wilson")
    player.opens_case()
    asked: list[str] = []
    while _waits_for_an_answer(player):
        list(desk.see_offer(player))
        asked.append(player.badge)
        phone = Browser(player.base_url)
        player.sign_in(phone, player.badge.lower())
        links = [each["href"] for each in phone.open("/field/").root.all("a")]
        asks_why = next(each for each in links if "/pass/" in each)
        phone.send(phone.open(asks_why).form("/pass/"), reason="too_far")
    assert len(set(asked)) == len(asked) > 1
    assert player.state() == "unfilled"
    assert player.operator.open("/console/").root.words.count(player.number)


def _waits_for_an_answer(player: Player) -> bool:
    page = player.operator.wait(
        player.case,
        lambda page: bool(desk.live_offer(page).inside) or desk.state_of(page) != "offering",
        what="nothing happens",
    )
    return desk.state_of(page) == "offering"


@pytest.mark.clause("2.1")
def test_an_owner_who_asks_is_stopped_by_the_registrants_objection(player: Player):
    page = player.ring(
        cast.AGENT_NUMBER,
        room="506",
        name=cast.OWNER,
        **{"requester.role": "owner", "owner.is_corporation": "true"},
    )
    assert outcome(page) == "accept", page.root.first("section", named="decision").words
    player.opens_case(owner_reason="室内で水漏れの音がすると、下の階から知らせがありました。")
    player.resident.send(player.resident.open(f"{player.link}stop/").form("/stop/"))
    assert player.state() == "halted"
