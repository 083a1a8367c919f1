"""The owner of the small world at the portal, with the terms on data accepted or not."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.overview import owners_view
from tests import world
from tests.web.console.conftest import Desk, at_the_time, small_world
from tests.world import NOW, World

__all__ = ["at_the_time", "small_world"]  # the console's fixtures serve here too


@pytest.fixture
def newcomer(small_world: World) -> Desk:
    """An owner who has accepted nothing yet."""
    with context.as_system():
        user = world.add_account(
            "owner", label="見本不動産", role="owner", owner_id=small_world.owner.pk
        )
    return Desk(user)


@pytest.fixture
def owner(newcomer: Desk) -> Desk:
    owners_view.undertake(world.viewer(newcomer.user), now=NOW)
    return newcomer


@pytest.fixture
def other_owner(small_world: World) -> Desk:
    """An owner of another building of the same company."""
    from kaketsuke.parties import services as party_services

    with context.as_system():
        other = party_services.add_owner(small_world.company, legal_name="見本地所株式会社")
        user = world.add_account("other", label="見本地所", role="owner", owner_id=other.pk)
        owners_view.undertake(world.viewer(user), now=NOW)
    return Desk(user)
