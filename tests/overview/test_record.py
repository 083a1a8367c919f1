"""The timelines are held to the record: whatever is done to either by SQL is found."""

import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.audit import services as audit_services
from kaketsuke.cases.models import Case, Entry
from kaketsuke.database import ids
from kaketsuke.intake.models import Request, RequestEntry
from kaketsuke.overview import record
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture
def case():
    with context.as_system():
        yield add_recorded_case(world.build())


def add_recorded_case(w: world.World) -> Case:
    request = Request.objects.create(
        company=w.company,
        dwelling=w.home,
        attendant_person_id=w.sato.pk,
        operator_id=w.operator.pk,
        state="accepted",
        received_at=NOW,
        answer={},
        terms_version_id=w.terms.pk,
    )
    made = Case.objects.create(
        number=90001,
        request=request,
        company=w.company,
        dwelling=w.home,
        state="offering",
        opened_at=NOW,
        state_since=NOW,
        requested_by="resident",
        code_word="海 電車",
    )
    for seq in (1, 2, 3):
        common = {
            "company_id": w.company.pk,
            "seq": seq,
            "event": f"Step{seq}",
            "event_at": NOW,
            "entered_at": NOW,
            "actor_role": "system",
            "facts": {"minutes": 1.5, "words": ["海"]},
            "words_sealed": b"\x01\x02",
        }
        _record("case", Entry.objects.create(case=made, state="offering", **common))
        _record("request", RequestEntry.objects.create(request=request, **common))
    return made


def _record(kind: str, row: Entry | RequestEntry) -> None:
    subject_id = row.case_id if isinstance(row, Entry) else row.request_id
    audit_services.append_row(kind, subject_id, row=row, actor="system:", kind=row.event, now=NOW)


def _sql(statement: str) -> None:
    # Somebody with the owner's rights and a text editor: the guards of the tables are off.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("cases_entry", "intake_requestentry"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)


def _found() -> list[tuple[str, str, int]]:
    return [(fault.subject_kind, fault.kind, fault.seq) for fault in record.faults()]


def test_an_untouched_record_stands(case):
    assert _found() == []
    assert record.entry_count() >= 6


@pytest.mark.parametrize(
    "change",
    [
        "facts = '{}'",
        "event = 'Other'",
        "actor_role = 'supervisor'",
        "words_sealed = 'x'",
        "event_at = event_at - interval '1 hour'",
    ],
)
@pytest.mark.parametrize(
    ("table", "kind"), [("cases_entry", "case"), ("intake_requestentry", "request")]
)
def test_a_changed_timeline_entry_is_found(case, table, kind, change):
    _sql(f"UPDATE {table} SET {change} WHERE seq = 2")  # noqa: S608 - words above
    assert _found() == [(kind, "changed", 2)]


def test_a_removed_timeline_entry_is_found(case):
    _sql("DELETE FROM cases_entry WHERE seq = 2")
    assert _found() == [("case", "gap", 2)]


def test_an_inserted_timeline_entry_is_found(case):
    _sql(
        "INSERT INTO cases_entry SELECT (jsonb_populate_record(e, jsonb_build_object("
        "'id', gen_random_uuid(), 'seq', 4))).* FROM cases_entry e WHERE seq = 3"
    )
    assert _found() == [("case", "inserted", 4)]


def test_exchanged_timeline_entries_are_found(case):
    for old, new in ((1, 9), (2, 1), (9, 2)):
        _sql(f"UPDATE cases_entry SET seq = {new} WHERE seq = {old}")  # noqa: S608 - numbers above
    assert _found() == [("case", "changed", 1), ("case", "changed", 2)]


def test_a_case_without_a_chain_is_found(case):
    _sql(
        "DELETE FROM audit_entry WHERE subject_kind = 'case';"
        "DELETE FROM audit_head WHERE subject_kind = 'case'"
    )
    assert _found()[0] == ("case", "unrecorded", 1)


def test_a_changed_link_of_the_chain_is_found_first(case):
    _sql('UPDATE audit_entry SET payload = payload || \'{"digest": "x"}\' WHERE seq = 2')
    assert ("case", "changed", 2) in _found()


def test_one_case_is_verified_by_itself(case):
    assert list(record.faults_of_case(case.pk)) == []
    _sql("UPDATE cases_entry SET event = 'x' WHERE seq = 2")
    _sql("DELETE FROM cases_entry WHERE seq = 3")
    found = [(fault.seq, fault.kind) for fault in record.faults_of_case(case.pk)]
    assert found == [(2, "changed"), (3, "gap")]
    assert list(record.faults_of_case(ids.new_id())) == []
