"""The page of numbers, for those who answer for the service."""

import pytest

from tests.claims.conftest import Claims
from tests.web.console.conftest import Desk, shown

pytestmark = pytest.mark.django_db
PATH = "/claims/statistics/"


def test_it_says_when_there_is_too_little_to_say(here: Claims) -> None:
    page = shown(Desk(here.world.supervisor).get(PATH))
    assert "表示できる件数がまだありません" in page
    assert "少数のため表示しません" in page
    assert "2026年8月24日（月）" in page
    assert "2026年11月22日（日）" in page
    assert "2026年10月23日（金）" in shown(Desk(here.handler).get(PATH, days="30"))
    assert "2026年8月24日（月）" in shown(Desk(here.handler).get(PATH, days="nonsense"))


def test_it_is_not_for_everybody(here: Claims) -> None:
    for account in (here.world.operator, here.world.mori_account, here.world.stranger):
        assert Desk(account).get(PATH).status_code == 403
