"""The written service can be read by anybody, clause by clause."""

import re

import pytest
from django.test import Client

from kaketsuke.rules.request import RULES
from kaketsuke.web.document.summaries import SUMMARIES
from tests.web.console.conftest import at_the_time, small_world
from tests.world import World

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
