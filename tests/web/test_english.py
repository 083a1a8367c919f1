"""Whoever reads English meets Japanese only where it is marked: names, places, the document."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.notify import messages
from kaketsuke.web.document.summaries import SUMMARIES
from tests import door
from tests.web.console.conftest import (
    Desk,
    Interview,
    ask_as_sato,
    at_the_time,
    call,
    small_world,
)
from tests.web.field.conftest import Story, moment, people, story, under_leave
from tests.web.office.conftest import staff
from tests.world import NOW, World

__all__ = ["at_the_time", "moment", "people", "small_world", "story", "under_leave"]
pytestmark = pytest.mark.django_db

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BUILDING = "青葉ハイツ"
# What a person reads or hears of an element without looking at its text.
SPOKEN = {"alt", "aria-label", "data-confirm", "data-label", "placeholder", "title"}


class Unmarked(HTMLParser):
    """Collects Japanese outside elements that say they are Japanese."""

    def __init__(self) -> None:
        super().__init__()
        self.languages: list[tuple[str, str]] = [("", "")]
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self.languages[-1][1]
        for name in SPOKEN & given.keys():
            self._note(given[name] or "", language)
        if tag not in VOID:
            self.languages.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.languages.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in [opened for opened, _language in self.languages]:
            while self.languages.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tag, language = self.languages[-1]
        # A title has no place for a mark; only the building's name may stand in it.
        self._note(data.replace(BUILDING, "") if tag == "title" else data, language)

    def _note(self, words: str, language: str) -> None:
        if JAPANESE.search(words) and not language.startswith("ja"):
            self.found.append(words.strip())


def english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def unmarked(response: Any, status: int = 200) -> list[str]:
    """Return the Japanese words of a page that is written in English."""
    assert response.status_code == status, response.status_code
    reader = Unmarked()
    text = response.content.decode()
    assert re.search('<html lang="en', text)
    reader.feed(text)
    return reader.found


@pytest.fixture
def desk(small_world: World) -> Desk:
    return Desk(small_world.operator, english(Client()))


@pytest.fixture
def supervisor(small_world: World) -> Desk:
    return Desk(small_world.supervisor, english(Client()))


@pytest.mark.parametrize("path", ["/accounts/login/", "/nowhere/", "/t/nobody/", "/terms/"])
def test_pages_for_everybody(small_world: World, path: str):
    response = english(Client()).get(path)
    assert unmarked(response, response.status_code) == []


def test_a_request_refused_for_safety():
    strict = english(Client(enforce_csrf_checks=True))
    assert unmarked(strict.post("/accounts/login/", {}), 403) == []


@pytest.mark.parametrize(
    "path",
    [
        "/start/",
        "/console/",
        "/console/board/",
        "/console/board/?ended=on",
        "/console/outbox/",
        "/accounts/2fa/",
        "/accounts/logout/",
    ],
)
def test_pages_of_the_desk(desk: Desk, path: str):
    assert unmarked(desk.get(path)) == []


@pytest.mark.parametrize("path", ["/start/", "/console/flags/", "/office/follow-ups/"])
def test_pages_of_a_supervisor(supervisor: Desk, path: str):
    assert unmarked(supervisor.get(path)) == []


def test_pages_of_the_office_and_the_auditor(small_world: World):
    for role, path in (("office", "/office/service/"), ("auditor", "/office/record/")):
        desk = staff(small_world, role)
        english(desk.client)
        assert unmarked(desk.get(path)) == []
        assert unmarked(desk.get("/start/")) == []


def test_a_page_of_somebody_else(desk: Desk):
    assert unmarked(desk.get("/field/"), 403) == []


def test_every_question_of_an_interview(desk: Desk, small_world: World):
    interview = call(desk)
    for path, value in (("cause", "card_lost"), ("requester.role", "resident")):
        assert unmarked(desk.get(interview.path)) == []
        interview.answer(path, value)
    assert unmarked(desk.get(interview.path)) == []
    interview.say_who(small_world.building.pk, name="佐藤花子")
    assert unmarked(desk.get(interview.path)) == []
    interview.attend(f"registrant:{small_world.sato.pk}:")
    assert unmarked(desk.get(interview.path)) == []


@pytest.mark.parametrize("photo_id", ["in_hand", "locked_inside", "none"])
def test_every_decision(desk: Desk, supervisor: Desk, small_world: World, photo_id: str):
    interview = ask_as_sato(desk, small_world, photo_id=photo_id)
    assert unmarked(desk.get(interview.path)) == []
    assert unmarked(supervisor.get(interview.path)) == []


@pytest.mark.parametrize("cause", ["not_lockout", "disaster", "riot"])
def test_a_decision_by_the_cause(desk: Desk, cause: str):
    interview = call(desk)
    interview.answer("cause", cause)
    assert unmarked(desk.get(interview.path)) == []


def test_a_refusal_of_a_step_says_why(desk: Desk, small_world: World):
    interview: Interview = call(desk)
    assert unmarked(desk.post(f"{interview.path}accept/"), 409) == []


def test_a_case_at_the_desk(desk: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world)
    accepted = desk.post(f"{interview.path}accept/")
    assert unmarked(desk.get(accepted["Location"])) == []
    assert unmarked(desk.get("/console/")) == []
    assert unmarked(desk.get("/console/board/")) == []


def resident_page(at: door.Door) -> str:
    with context.as_system():
        return f"/t/{case_services.make_link(at.case.pk, at.world.sato.pk, now=NOW)}/"


@pytest.mark.parametrize("state", ["accept", "at_the_door", "verified", "working", "opened"])
def test_every_state_on_each_screen(story: Story, state: str):
    phone = story.go(state)
    english(phone.client)
    assert unmarked(phone.get()) == []
    link = resident_page(story.at)
    assert unmarked(english(Client()).get(link)) == []
    assert unmarked(english(Client()).get(f"{link}stop/")) == []
    desk = Desk(story.at.world.operator, english(Client()))
    assert unmarked(desk.get(f"/console/cases/{story.at.case.pk}/")) == []


def test_an_offer_and_standby(story: Story):
    english(story.phone.client)
    assert unmarked(story.phone.client.get("/field/")) == []
    with context.as_system():
        door.first_offer(story.at.case)
    assert unmarked(story.phone.client.get("/field/")) == []


def test_every_page_of_the_check(story: Story):
    phone = story.go("at_the_door")
    english(phone.client)
    asked: list[str] = []
    real = phone.answer

    def noting(text: str, /, **given: str) -> Any:
        response = real(text, **given)
        if response.status_code == 200:
            asked.extend(unmarked(response))
        return response

    phone.answer = noting  # type: ignore[method-assign]  # looks at each page on the way
    assert unmarked(phone.get("check/")) == []
    phone.check(name={"full_name": "鈴木花子"})
    assert asked == []
    assert phone.state == "turned_away"
    assert unmarked(phone.get()) == []


def test_estimate_and_receipt(story: Story):
    phone = story.go("working")
    english(phone.client)
    assert unmarked(phone.get("estimate/")) == []
    with context.as_system():
        estimate = story.at.estimate(("SP-1", 1))
    link = resident_page(story.at)
    for client, path in ((phone.client, f"{phone.path}estimate/payer/"), (Client(), link)):
        assert unmarked(english(client).get(path)) == []
    with context.as_system():
        story.at.answer(estimate)
    assert unmarked(phone.get()) == []
    with context.as_system():
        story.at.open_door(method="non_destructive", lock_usable=True)
    assert unmarked(phone.get()) == []
    with context.as_system():
        story.at.settle("none")
    assert unmarked(english(Client()).get(f"{link}receipt/")) == []


def test_every_clause_has_its_plain_english(small_world: World):
    text = english(Client()).get("/terms/").content.decode()
    plain = re.findall(r'class="terms-plain"', text)
    assert len(plain) == len(SUMMARIES)


def test_a_code_word_can_be_spoken_by_who_reads_no_kana(story: Story):
    story.go("at_the_door")
    with context.as_system():
        Case.objects.filter(pk=story.at.case.pk).update(code_word="しろいくじら")
    link = resident_page(story.at)
    assert "Shiroikujira" in english(Client()).get(link).content.decode()
    assert "Shiroikujira" not in Client().get(link).content.decode()
    parameters = {"technician": "森", "arrival": "22:14–22:25", "code_word": "しろいくじら"}
    words = messages.render(
        "technician_on_the_way", language="en", parameters={**parameters, "number": "K-1"}, link=""
    )
    assert "Shiroikujira" in words.body
