"""The small world, seen by the product itself in the serving role."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM
from tests import world
from tests.world import World


@pytest.fixture
def here(as_app_role: None) -> World:
    built = world.build()
    context.set_viewer(THE_SYSTEM)
    return built
