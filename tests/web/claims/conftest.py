"""Signed-in desks over a case and a refused request."""

from collections.abc import Callable

import pytest

from kaketsuke.accounts.models import User
from tests.claims import conftest as of_claims
from tests.claims.conftest import Claims
from tests.web.console.conftest import Desk, at_the_time

__all__ = ["at_the_time"]  # the console's fixture serves here too

SignedIn = Callable[[User], Desk]


@pytest.fixture
def here(db: None, at_the_time: object) -> Claims:
    return of_claims.build()
