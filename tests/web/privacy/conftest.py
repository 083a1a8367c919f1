"""Somebody at the privacy desk over the small world."""

import pytest

from tests.web.console.conftest import Desk, at_the_time, small_world
from tests.web.office.conftest import staff
from tests.world import World

__all__ = ["at_the_time", "small_world"]  # the console's fixtures serve here too


@pytest.fixture
def privacy(small_world: World) -> Desk:
    return staff(small_world, "privacy")
