"""A signed-in desk over the small world, asked through the real URLs."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from kaketsuke import clock
from kaketsuke.accounts.models import User
from tests import world
from tests.world import NOW, SATO_PHONE, World


@dataclass
class Desk:
    """One account at its screen."""

    user: User
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(
            self.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )

    def get(self, path: str, /, **asked: str) -> Any:
        return self.client.get(path, asked)

    def post(self, path: str, /, **sent: Any) -> Any:
        return self.client.post(path, sent)

    def act(self, path: str, event: str, /, **sent: Any) -> Any:
        """Take a step of a case from its page, opened just now."""
        return self.post(f"{path}do/{event}/", seen=self.stand(path), **sent)

    def stand(self, path: str) -> str:
        """Return where the case stands as its page says in its forms."""
        found = re.search(r'name="seen" value="([^"]+)"', shown(self.get(path)))
        return found[1] if found else ""


@dataclass
class Interview:
    """A request as the operator works on it, step by step."""

    desk: Desk
    path: str

    @property
    def id(self) -> uuid.UUID:
        return uuid.UUID(self.path.rstrip("/").rsplit("/", 1)[1])

    def page(self, **asked: str) -> str:
        return shown(self.desk.get(self.path, **asked))

    def answer(self, path: str, value: str) -> None:
        response = self.desk.post(f"{self.path}facts/", path=path, value=value)
        assert response.status_code == 302

    def say_who(self, building: object, *, room: str = "203", name: str = "", **more: str) -> Any:
        return self.desk.post(
            f"{self.path}caller/", building=str(building), room=room, name=name, **more
        )

    def attend(self, value: str) -> None:
        assert self.desk.post(f"{self.path}attendant/", attendant=value).status_code == 302


def shown(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


@pytest.fixture
def at_the_time(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moment of the small world; a test moves it by putting another in its place."""
    moment = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def small_world(db: None, at_the_time: list[datetime]) -> World:
    return world.build()


@pytest.fixture
def desk(small_world: World) -> Desk:
    return Desk(small_world.operator)


@pytest.fixture
def supervisor(small_world: World) -> Desk:
    return Desk(small_world.supervisor)


def call(desk: Desk, *, number: str = SATO_PHONE) -> Interview:
    """Take a call; the first question, danger to life, is answered with no."""
    response = desk.post("/console/calls/", number=number)
    assert response.status_code == 302
    interview = Interview(desk, response["Location"])
    interview.answer("danger_to_life", "false")
    return interview


def ask_as_sato(desk: Desk, small_world: World, *, photo_id: str = "in_hand") -> Interview:
    """Sato of 203 has lost the card and stands at the door."""
    interview = call(desk)
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", "resident")
    assert interview.say_who(small_world.building.pk, name="佐藤花子").status_code == 302
    interview.attend(f"registrant:{small_world.sato.pk}:")
    interview.answer("photo_id", photo_id)
    return interview
