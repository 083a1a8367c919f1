"""The small world with somebody at the privacy desk."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, FollowUp
from tests import door, stories, world
from tests.world import World


@pytest.fixture
def w(db: None) -> World:
    return world.build()


@pytest.fixture
def system(w: World):
    """Run the test as the product itself."""
    with context.as_system():
        yield


@pytest.fixture
def desk(w: World) -> Actor:
    with context.as_system():
        user = world.add_account(
            "privacy", label="個人情報", role="privacy", company_id=w.company.pk
        )
    return Actor(ActorRole.PRIVACY, user.pk)


@pytest.fixture
def visited(w: World, system: None) -> Case:
    """Sato called, was helped at her door, and the case is closed."""
    case = stories.sato_is_helped(w)
    at = door.Door(w, case)
    at.opened().settle()
    for left in FollowUp.objects.filter(case=case):
        case_services.finish_follow_up(left.pk, actor=stories.operator(w), now=at.now)
    case.refresh_from_db()
    assert case.state == "closed"
    return case
