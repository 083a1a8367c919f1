"""A case at the door, seen as the product sees it."""

from collections.abc import Iterator

import pytest

from kaketsuke.accounts import context
from tests import door, world


@pytest.fixture
def people(db: None) -> Iterator[world.World]:
    with context.as_system():
        yield world.build()


@pytest.fixture
def at(people: world.World) -> door.Door:
    """A fresh case for which nobody was asked yet."""
    return door.Door(people, door.open_case(people))


@pytest.fixture
def under_leave(people: world.World) -> door.Door:
    return door.Door(people, door.open_case_under_leave(people))
