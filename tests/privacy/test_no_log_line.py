"""Whatever goes well or wrong in somebody's story, no line of the log yields who it was."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.conf import settings as product
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import SYSTEM
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case
from kaketsuke.claims import doors
from kaketsuke.claims.doors import Door
from kaketsuke.intake import queries as intake_queries
from kaketsuke.notify import adapters
from kaketsuke.notify import tasks as notify_tasks
from kaketsuke.notify.models import Message
from kaketsuke.privacy import services
from tests import stories
from tests.web.console.conftest import Desk, Interview, ask_as_sato, at_the_time, desk
from tests.web.console.conftest import small_world as small_world
from tests.world import NOW, SATO_EMAIL, SATO_PHONE, World

__all__ = ["at_the_time", "desk", "small_world"]  # the console's fixtures serve here too
MINUTE = timedelta(minutes=1)
pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.10"), pytest.mark.clause("4.8")]
TRACES = ("佐藤", "花子", "0000-0203", "9000000203", SATO_EMAIL, SATO_EMAIL.split("@")[0] + "@")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the product and its libraries say, as it is written in production."""
    told = dict(product.LOGGING["formatters"]["json"])
    del told["()"]
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**told))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)


def _deliver(sent: list[Message]) -> None:
    for message in sent:
        try:
            notify_tasks.deliver(message_id=str(message.pk))
        except notify_tasks.NotDelivered:
            logging.getLogger("worker").exception("A job ended with an error.")


def _goes_wrong(desk: Desk, interview: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a bad day brings: unknown addresses, forged tokens, a fault in the middle of a page."""
    assert desk.get("/console/佐藤/", q=SATO_PHONE).status_code == 404
    desk.post(f"{interview.path}caller/", building="none", room="203", name="佐藤花子")

    def broken(*_args: Any, **_named: Any) -> None:
        raise RuntimeError("The page has a fault.")

    outside = Client(raise_request_exception=False)
    outside.force_login(desk.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with monkeypatch.context() as patch:
        patch.setattr(intake_queries, "number_of", broken)
        answer = outside.post(f"{interview.path}caller/", {"name": "佐藤花子"})
        assert answer.status_code == 500


def test_a_whole_story_leaves_no_trace_in_the_log(
    desk: Desk,
    small_world: World,
    log: io.StringIO,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
):
    settings.HOME = tmp_path
    interview = ask_as_sato(desk, small_world)
    _goes_wrong(desk, interview, monkeypatch)
    assert desk.post(f"{interview.path}accept/").status_code == 302
    with context.as_system():
        sent = list(Message.objects.all())
    assert sent
    with monkeypatch.context() as patch:  # a provider that refuses, then one that delivers
        (tmp_path / "a file").touch()
        patch.setattr(adapters, "_folder", lambda: tmp_path / "a file" / "outbox")
        _deliver(sent)
    _deliver(sent)
    assert any(SATO_PHONE[-4:] in each.read_text() for each in (tmp_path / "outbox").iterdir())
    token = doors.token_of(Door("refusal", interview.id, small_world.sato.pk))
    assert Client().get(f"/c/{token}x/").status_code in (404, 410)
    with django_capture_on_commit_callbacks(execute=True), context.as_system():
        case_services.advance(
            Case.objects.get().pk,
            event=Event.RESIDENT_CANCELLED,
            actor=stories.operator(small_world),
            now=NOW + MINUTE,
        )
        _deliver(list(Message.objects.exclude(pk__in=[each.pk for each in sent])))
        services.erase_person(
            small_world.sato.pk, because="request", actor=SYSTEM, now=NOW + 2 * MINUTE
        )
    left = [each.read_text() for each in tmp_path.rglob("*") if each.is_file()]
    assert [trace for trace in TRACES if any(trace in text for text in left)] == []
    lines = log.getvalue()
    assert "Internal Server Error" in lines
    assert token not in lines
    assert [each for each in TRACES if each in lines] == []
    assert all(json.loads(line)["event"] for line in lines.splitlines())
