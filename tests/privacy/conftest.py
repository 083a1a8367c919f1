"""The small world with somebody at the privacy desk."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from tests import world
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
