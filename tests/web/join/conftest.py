"""A visitor with a letter in hand, in the small world's evening."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.notify import queries as notify_queries
from kaketsuke.residents import services
from kaketsuke.residents.models import OneTimeCode
from tests import world
from tests.world import NOW, World

TICKED = {"who": "adult", "terms": "on", "provision": "on", "assignment": "on"}
AOKI = {"family": "青木", "given": "一郎", "language": "ja", "can_phone": "yes"}


@pytest.fixture
def at_the_time(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    moment = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def town(db: None, at_the_time: list[datetime], settings: object) -> World:
    settings.DEMO = True  # type: ignore[attr-defined]  # only there the outbox shows a code
    return world.build()


@pytest.fixture
def letter(town: World) -> str:
    """The code of the letter for 204, where nobody is registered."""
    return make_letter(town.next_door.pk)


def make_letter(dwelling_id: UUID, *, now: datetime = NOW) -> str:
    with context.as_system():
        return services.make_dwelling_codes([dwelling_id], now=now)[0].code


def figures(*, now: datetime = NOW) -> str:
    """Do the job's work, and read the newest code as its reader does."""
    with context.as_system():
        code_id = OneTimeCode.objects.order_by("-created_at", "-id").first().pk
        services.send_code(code_id, now=now)
        (message,) = notify_queries.about("one_time_code", [code_id])
    found = re.search(r"\b\d{6}\b", message.body)
    assert found is not None
    return found[0]


Walk = Callable[..., Client]


def walk(
    letter: str,
    *,
    ticked: dict[str, str] | None = None,
    phone: str = "090-0000-0204",
    details: dict[str, str] | None = None,
    now: datetime = NOW,
    until: str = "",
) -> Client:
    """Go the whole way of a letter without any script; stop before the page named `until`."""
    client = Client()
    client.get(f"/r/{letter}/", follow=True)
    steps = (
        ("/join/consent/", lambda: ticked or TICKED),
        ("/join/phone/", lambda: {"phone": phone}),
        ("/join/code/", lambda: {"code": figures(now=now)}),
        ("/join/details/", lambda: details or AOKI),
    )
    for path, said in steps:
        if path == until:
            return client
        answer = client.post(path, said())
        assert answer.status_code == 302, (path, answer.content.decode())
    return client


LATER = NOW + timedelta(minutes=5)
