"""Mori's phone at Sato's door, through the real URLs."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.accounts.models import User
from kaketsuke.cases.models import Case
from tests import door, world
from tests.world import NOW

LICENCE = {
    "code_word": {"code_word": "yes"},
    "who": {"role": "registrant"},
    "kind": {"kind": "drivers_license"},
    "valid": {"has_photo": "yes", "expired": "no"},
    "name": {"full_name": "佐藤 花子"},
    "face": {"face": "yes"},
    "address": {"address": "yes"},
    "name_other": {"again": "other"},
    "result": {},
}
SO_FAR = re.compile(r'name="so_far" value="([^"]*)"')
PAGE = re.compile(r'name="page" value="([^"]*)"')


@dataclass
class Phone:
    """One technician's phone; every press carries a key of its own."""

    user: User
    case: Case
    client: Client = field(default_factory=Client)
    last_page: str = ""

    def __post_init__(self) -> None:
        self.client.force_login(
            self.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )

    @property
    def path(self) -> str:
        return f"/field/cases/{self.case.pk}/"

    def get(self, path: str = "", **headers: str) -> Any:
        return self.client.get(f"{self.path}{path}", headers=headers or None)

    def screen(self) -> str:
        response = self.get()
        assert response.status_code == 200, response.status_code
        return str(response.content.decode())

    def press(self, step: str, /, *, key: uuid.UUID | None = None, **given: str) -> Any:
        sent = {"key": str(key or uuid.uuid4()), **given}
        return self.client.post(f"{self.path}steps/{step}/", sent)

    def check(self, **otherwise: dict[str, str]) -> list[str]:
        """Answer the check as with a good licence; return the pages that were asked."""
        asked = []
        text = self.get("check/").content.decode()
        while True:
            self.last_page = text
            page = PAGE.search(text)[1]
            asked.append(page)
            given = otherwise.get(page, LICENCE.get(page))
            if page == "call_back" and page not in otherwise:
                given = {"call_back": "yes", "code": door.call_back_code(self.case)}
            if given is None:
                return asked
            response = self.answer(text, **given)
            if response.status_code == 302:
                return asked
            text = response.content.decode()

    def answer(self, text: str, /, **given: str) -> Any:
        """Send what one page of the check carries, and an answer."""
        sent = {"so_far": SO_FAR.search(text)[1], "page": PAGE.search(text)[1]}
        return self.client.post(f"{self.path}check/", {**sent, "key": str(uuid.uuid4()), **given})

    @property
    def state(self) -> str:
        with context.as_system():
            return Case.objects.values_list("state", flat=True).get(pk=self.case.pk)


@dataclass
class Story:
    """The case, the services that bring it on, and the phone."""

    at: door.Door
    moment: list[datetime]
    phone: Phone

    def go(self, state: str, **facts: Any) -> Phone:
        """Bring the case to a state through the services."""
        with context.as_system():
            getattr(self.at, state)(**facts)
        self.moment[0] = self.at.now
        return self.phone

    def wait(self, minutes: float) -> None:
        self.at.now = self.moment[0] = self.moment[0] + timedelta(minutes=minutes)


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    now = [NOW]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    return now


@pytest.fixture
def people(db: None, moment: list[datetime]) -> world.World:
    with context.as_system():
        built = world.build()
        door.price_list(built)
    return built


@pytest.fixture
def story(people: world.World, moment: list[datetime]) -> Story:
    """Sato locked out, nobody asked yet."""
    with context.as_system():
        case = door.open_case(people)
    return Story(door.Door(people, case), moment, Phone(people.mori_account, case))


@pytest.fixture
def under_leave(people: world.World, moment: list[datetime]) -> Story:
    with context.as_system():
        case = door.open_case_under_leave(people)
    return Story(door.Door(people, case), moment, Phone(people.mori_account, case))
