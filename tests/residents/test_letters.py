"""A building's letters: one page each, and the square leads to the dwelling's own way in."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM
from kaketsuke.parties import services as party_services
from kaketsuke.residents import letters, services
from kaketsuke.terms import services as terms_services
from tests.parties.builders import add_estate

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.mark.clause("2.2")
def test_a_whole_building_is_one_document_with_a_page_for_each_dwelling() -> None:
    context.set_viewer(THE_SYSTEM)
    estate = add_estate(since=NOW)
    terms_services.ensure_sample(now=NOW)
    more = party_services.add_dwellings(estate.building, rooms=["1001", "204"])
    made = services.make_dwelling_codes([estate.home.id, *(each.id for each in more)], now=NOW)
    printed = letters.print_letters(estate.building, made, now=NOW)
    pages = [page.extract_text() for page in PdfReader(BytesIO(printed)).pages]
    assert len(pages) == 3
    for page, code in zip(pages, made, strict=True):
        assert code.code in page
        assert code.room in page
        assert "0120-000-001" in page
        assert sum(other.code in page for other in made) == 1
    assert f"/r/{made[0].code}/" in made[0].address
