"""Whatever is done to the chains by SQL is found and named."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.audit import queries, services
from kaketsuke.audit.models import Entry, Head
from kaketsuke.database import ids
from kaketsuke.places.models import Town
from tests.world import NOW

pytestmark = pytest.mark.django_db
CASE, OTHER = ids.new_id(), ids.new_id()


@pytest.fixture(autouse=True)
def chains():
    with context.as_system():
        for number in range(1, 6):
            for subject in (CASE, OTHER):
                services.append(
                    "case",
                    subject,
                    actor="system",
                    kind=f"Step{number}",
                    payload={"n": number, "share": 0.5, "whole": 5.0, "words": "海"},
                    now=NOW,
                )
        yield


def _sql(statement: str, *values: UUID | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _found() -> list[tuple[str, int]]:
    assert all(fault.subject_id == CASE for fault in queries.verify_chains())
    return [(fault.kind, fault.seq) for fault in queries.verify_chains()]


def test_an_untouched_record_has_no_fault():
    assert _found() == []
    assert list(
        Entry.objects.filter(subject_id=CASE).order_by("seq").values_list("seq", flat=True)
    ) == [
        1,
        2,
        3,
        4,
        5,
    ]


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{\"n\": 9}'",
        "kind = 'Other'",
        "actor = 'operator'",
        "event_at = event_at + interval '1 second'",
        "entered_at = entered_at + interval '1 microsecond'",
        "mac = decode(repeat('00', 32), 'hex')",
        "prev_mac = decode(repeat('00', 32), 'hex')",
        "id = gen_random_uuid()",
    ],
)
def test_a_changed_column_is_found(change):
    _sql(f"UPDATE audit_entry SET {change} WHERE subject_id = %s AND seq = 3", CASE)  # noqa: S608 - words above
    assert _found()[0] == ("changed", 3)


@pytest.mark.parametrize(("removed", "fault"), [(1, ("gap", 1)), (3, ("gap", 3)), (5, ("gap", 5))])
def test_a_removed_entry_is_found(removed, fault):
    _sql("DELETE FROM audit_entry WHERE subject_id = %s AND seq = %s", CASE, removed)
    assert _found() == [fault]


def test_a_removed_entry_whose_followers_are_renumbered_is_found():
    _sql("DELETE FROM audit_entry WHERE subject_id = %s AND seq = 3", CASE)
    _sql("UPDATE audit_entry SET seq = 3 WHERE subject_id = %s AND seq = 4", CASE)
    assert _found()[0] == ("changed", 3)


def test_two_entries_in_exchanged_places_are_found():
    for old, new in ((2, 100), (3, 2), (100, 3)):
        _sql("UPDATE audit_entry SET seq = %s WHERE subject_id = %s AND seq = %s", new, CASE, old)
    assert _found()[0] == ("changed", 2)


def test_a_copied_entry_at_the_end_is_found():
    _sql(
        "INSERT INTO audit_entry (id, subject_kind, subject_id, seq, event_at, entered_at, actor,"
        " kind, payload, prev_mac, mac) SELECT gen_random_uuid(), subject_kind, subject_id, 6,"
        " event_at, entered_at, actor, kind, payload, mac, mac FROM audit_entry"
        " WHERE subject_id = %s AND seq = 5",
        CASE,
    )
    assert ("changed", 6) in _found()
    assert ("inserted", 6) in _found()


def test_an_entry_of_another_chain_does_not_fit_here():
    _sql("DELETE FROM audit_entry WHERE subject_id = %s AND seq = 5", CASE)
    _sql(
        "UPDATE audit_head SET seq = 4, mac = (SELECT mac FROM audit_entry WHERE subject_id = %s"
        " AND seq = 4) WHERE subject_id = %s",
        CASE,
        CASE,
    )
    _sql(
        "INSERT INTO audit_entry SELECT gen_random_uuid(), subject_kind, %s::uuid, seq, event_at,"
        " entered_at, actor, kind, payload, prev_mac, mac FROM audit_entry"
        " WHERE subject_id = %s AND seq = 5",
        CASE,
        OTHER,
    )
    assert ("changed", 5) in _found()


def test_a_lost_head_and_a_chain_of_which_only_the_head_is_left_are_found():
    _sql("DELETE FROM audit_head WHERE subject_id = %s", CASE)
    assert _found() == [("head_missing", 5)]


def test_a_head_without_entries_is_found():
    _sql("DELETE FROM audit_entry WHERE subject_id = %s", CASE)
    assert _found() == [("gap", 1)]


def test_another_key_makes_every_entry_a_fault(settings):
    settings.AUDIT_KEY = "55" * 32
    assert len(list(queries.verify_chains())) == Entry.objects.count()


def test_verification_reads_in_a_constant_number_of_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        list(queries.verify_chains())


def test_the_head_is_the_newest_entry():
    head = Head.objects.get(subject_id=CASE)
    newest = Entry.objects.get(subject_id=CASE, seq=5)
    assert (head.seq, bytes(head.mac)) == (5, bytes(newest.mac))


def test_many_first_entries_stand_in_chains_of_their_own(django_assert_max_num_queries: Any):
    heads = list(Head.objects.all())
    rows = [Town(name=name, latitude=35.0, longitude=139.0) for name in ("一", "二", "三")]
    with django_assert_max_num_queries(4):
        services.append_first_rows("row", rows, actor="system", kind="Written", now=NOW)
    assert Head.objects.count() == len(heads) + len(rows)
    assert _found() == []
    services.append("row", rows[0].pk, actor="system", kind="Again", payload={}, now=NOW)
    assert _found() == []
