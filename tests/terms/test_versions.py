import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kaketsuke import clock
from kaketsuke.database import ids
from kaketsuke.rules import terms as document
from kaketsuke.terms import queries, services
from kaketsuke.terms.models import ContactLine, Version

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SEED = Path(__file__).parents[2].parent / "shared/seed/important-matters-2022-06-15.txt"
TEXT = document.sample_text().encode()


def confirm_all(version: Version) -> None:
    for each in queries.confirmations(version.id):
        services.confirm_clause(
            version.id, clause=each.clause, confirmed_by_id=ids.new_id(), now=NOW
        )


def test_the_sample_is_in_force_from_its_date_and_only_once():
    version = services.ensure_sample(now=NOW)
    assert services.ensure_sample(now=NOW) == version
    assert not version.official
    assert queries.version_in_force(NOW) == version
    assert queries.version_in_force(datetime(2025, 12, 31, 15, tzinfo=UTC)) == version
    with pytest.raises(queries.NoTermsInForce):
        queries.version_in_force(datetime(2025, 12, 31, 15, tzinfo=UTC) - SECOND)


def test_an_import_keeps_every_byte():
    raw = "\ufeff".encode() + TEXT.replace(b"\n", b"\r\n")
    version = Version.objects.get(pk=services.import_text(raw, now=NOW).pk)
    assert bytes(version.text) == raw
    assert version.sha256 == hashlib.sha256(raw).hexdigest()
    assert version.published_from is None
    assert services.import_text(raw, now=NOW) == version


def test_another_text_of_the_same_date_is_refused():
    services.import_text(TEXT, now=NOW)
    with pytest.raises(services.CannotImportTerms, match="同じ日付"):
        services.import_text(TEXT + b"\n", now=NOW)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", "吾輩は猫である。".encode()])
def test_what_is_no_such_document_is_refused_with_a_reason(raw: bytes):
    with pytest.raises(services.CannotImportTerms, match="重要事項説明書"):
        services.import_text(raw, now=NOW)


def test_nothing_is_published_before_every_clause_was_confirmed():
    version = services.import_text(TEXT, now=NOW)
    with pytest.raises(services.CannotPublishTerms, match="A1"):
        services.publish(version.id, from_=NOW, now=NOW)
    confirm_all(version)
    services.publish(version.id, from_=NOW + SECOND, now=NOW)
    services.ensure_sample(now=NOW)
    assert not queries.version_in_force(NOW).official
    assert queries.version_in_force(NOW + SECOND) == version


def test_nothing_is_published_for_the_past():
    version = services.import_text(TEXT, now=NOW)
    confirm_all(version)
    with pytest.raises(services.CannotPublishTerms, match="公開日"):
        services.publish(version.id, from_=NOW - SECOND, now=NOW)


def test_only_clauses_of_the_version_can_be_confirmed():
    version = services.import_text(TEXT, now=NOW)
    with pytest.raises(services.CannotConfirmClause):
        services.confirm_clause(version.id, clause="9.9", confirmed_by_id=ids.new_id(), now=NOW)


def test_a_clause_is_read_from_its_version_in_both_languages():
    version = services.ensure_sample(now=NOW)
    assert queries.clause_words(version.id, "4.7.1")
    assert queries.clause_words(version.id, "9.9") == ""
    assert queries.clause_words(version.id, "1.1", language="en").isascii()
    official = services.import_text(TEXT, now=NOW)
    japanese = queries.clause_words(official.id, "1.1")
    assert queries.clause_words(official.id, "1.1", language="en") == japanese


def line(purpose: str) -> ContactLine:
    version = services.ensure_sample(now=NOW)
    return {each.purpose: each for each in queries.contact_lines(version.id)}[purpose]


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    ("hour", "minute", "second", "is_open"),
    [(8, 59, 59, False), (9, 0, 0, True), (17, 59, 59, True), (18, 0, 0, False)],
)
def test_a_line_opens_at_nine_and_is_closed_at_six_sharp_in_japan(hour, minute, second, is_open):
    at = datetime(2026, 6, 1, hour, minute, second, tzinfo=clock.TOKYO)
    assert queries.contact_is_open(line("enquiries"), at) is is_open
    assert queries.contact_is_open(line("enquiries"), at.astimezone(UTC)) is is_open


@pytest.mark.clause("3.2")
def test_the_dispatch_line_is_open_day_and_night_unless_it_is_not_reachable():
    dispatch = line("dispatch")
    assert queries.contact_is_open(dispatch, NOW)
    dispatch.reachable = False
    assert not queries.contact_is_open(dispatch, NOW)


@pytest.mark.skipif(not SEED.exists(), reason="the official document is not here")
def test_the_official_document_is_imported_with_its_companies_contacts_and_hours():
    version = services.import_text(SEED.read_bytes(), now=NOW)
    assert version.version_date.isoformat() == "2022-06-15"
    assert len(queries.tree(version.id)["companies"]) == 9
    lines = {each.purpose: each for each in queries.contact_lines(version.id)}
    assert set(lines) == {"dispatch", "privacy", "enquiries"}
    assert lines["dispatch"].opens_at is None
    assert str(lines["enquiries"].closes_at) == "18:00:00"
    clauses = [each.clause for each in queries.confirmations(version.id)]
    assert {"1.1", "4.7.9", "4.11", "A1.2.2"} <= set(clauses)
