"""A phone that has its case, and loses the signal."""

import pytest

from kaketsuke.accounts import context
from tests import door
from tests.world import World


@pytest.fixture
def story(town: World) -> door.Door:
    """Mori has accepted Sato's case."""
    with context.as_system():
        door.price_list(town)
        return door.Door(town, door.open_case(town)).accept()
