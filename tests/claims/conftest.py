"""The small world with one case, one refused request and the people of the claims desk."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.models import User
from kaketsuke.accounts.viewers import THE_SYSTEM, Actor, ActorRole
from kaketsuke.cases.models import Case
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Request
from tests import stories, world
from tests.world import NOW, World


@dataclass(frozen=True)
class Claims:
    """Who and what the tests of this room speak of."""

    world: World
    case: Case
    refused: Request
    handler: User
    second_handler: User

    @property
    def by_handler(self) -> Actor:
        return Actor(ActorRole.CLAIMS, self.handler.pk)

    @property
    def by_second(self) -> Actor:
        return Actor(ActorRole.CLAIMS, self.second_handler.pk)

    @property
    def by_operator(self) -> Actor:
        return stories.operator(self.world)

    @property
    def by_supervisor(self) -> Actor:
        return stories.supervisor(self.world)

    @property
    def by_sato(self) -> Actor:
        return stories.resident(self.world.sato.pk)


def build() -> Claims:
    """Build it as the system; a test that reads as somebody else sets the viewer."""
    small = world.build()
    with context.as_system():
        refused = stories.sato_calls(small, facts={"cause": "not_lockout"})
        intake_services.decide(
            refused.pk, actor=stories.operator(small), words_told="伺えません。", now=NOW
        )
        refused.refresh_from_db()
        case = stories.sato_is_helped(small)
        handlers = [
            world.add_account(name, label=name, role="claims", company_id=small.company.pk)
            for name in ("claims", "claims2")
        ]
    return Claims(small, case, refused, *handlers)


@pytest.fixture
def here(as_app_role: None) -> Claims:
    built = build()
    context.set_viewer(THE_SYSTEM)
    return built


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path
