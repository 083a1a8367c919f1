"""Signed-in accounts of the office and the auditor over the small world."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.parties.models import Company
from tests.web.console.conftest import Desk, at_the_time, small_world
from tests.world import LONG_AGO, World

__all__ = ["at_the_time", "small_world"]  # the console's fixtures serve here too


def staff(world: World, role: str, *, company: Company | None = None) -> Desk:
    held = company or world.company
    with context.as_system():
        user = account_services.make_account(
            f"{role}-{held.name}",
            label=role,
            password=None,
            grants=[GrantSpec(role, company_id=held.pk)],
            now=LONG_AGO,
        )
    return Desk(user)


@pytest.fixture
def office(small_world: World) -> Desk:
    return staff(small_world, "office")


@pytest.fixture
def auditor(small_world: World) -> Desk:
    return staff(small_world, "auditor")
