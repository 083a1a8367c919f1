"""The written service can be read by anybody, clause by clause."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kaketsuke.rules.request import RULES
from kaketsuke.web.document.summaries import SUMMARIES
from tests.web.console.conftest import at_the_time, small_world
from tests.world import NOW, World

__all__ = ["at_the_time", "small_world"]  # the console's fixtures serve here too
pytestmark = pytest.mark.django_db


def page() -> str:
    return Client().get("/terms/").content.decode()


def test_anybody_reads_the_terms_and_sees_that_they_are_a_sample(small_world: World):
    assert "見本" in page()


def test_every_clause_that_decides_has_an_anchor(small_world: World):
    anchors = set(re.findall(r'id="c-([A0-9.]+)"', page()))
    cited = {clause for rule in RULES for clause in rule.cites if not clause.startswith("X")}
    assert cited <= anchors


def test_every_clause_has_a_plain_sentence(small_world: World):
    anchors = set(re.findall(r'id="c-([A0-9.]+)"', page()))
    assert anchors == SUMMARIES.keys()


def test_without_terms_the_page_is_not_found(db: None):
    assert Client().get("/terms/").status_code == 404


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(("utc_hour", "closed"), [(23, 2), (0, 0), (8, 0), (9, 2)])
def test_numbers_say_whether_somebody_answers_now_in_japan(
    utc_hour: int, closed: int, small_world: World, at_the_time: list[datetime]
):
    at_the_time[0] = NOW.replace(hour=utc_hour, minute=0) + timedelta(days=1)
    shown = page()
    assert "0120-000-001" in shown
    assert shown.count("いまは時間外") == closed
    assert shown.count("いま受付中") == 3 - closed
