"""A long list is read a page at a time, and says how much of it there is."""

import pytest

from kaketsuke.database import paging
from kaketsuke.parties.models import Dwelling
from tests.parties.builders import add_estate
from tests.world import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes():
    building = add_estate(since=LONG_AGO).building
    Dwelling.objects.bulk_create(Dwelling(building=building, room=f"9{n:02}") for n in range(5))
    return Dwelling.objects.filter(room__startswith="9").order_by("room")


@pytest.mark.parametrize(
    ("asked", "number", "rooms", "more"),
    [
        (1, 1, ["900", "901"], True),
        (3, 3, ["904"], False),
        (99, 3, ["904"], False),
        (0, 1, None, True),
    ],
)
def test_a_page_off_either_end_is_the_nearest(homes, asked, number, rooms, more):
    page = paging.page_of(homes, asked, size=2)
    assert (page.number, page.total, page.has_more, page.is_whole) == (number, 5, more, False)
    assert rooms is None or [each.room for each in page.rows] == rooms
    assert (page.first, page.last) == ((number - 1) * 2 + 1, (number - 1) * 2 + len(page.rows))


def test_beyond_what_is_counted_nobody_leafs(homes, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 4)
    page = paging.page_of(homes, 9, size=2)
    assert (page.number, page.has_more, page.goes_beyond) == (2, False, True)


def test_an_empty_list_is_one_empty_page(homes):
    page = paging.page_of(homes.none(), 4)
    assert (page.rows, page.number, page.is_whole, page.has_more) == ([], 1, True, False)
