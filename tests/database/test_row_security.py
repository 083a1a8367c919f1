"""Each table with rows of persons or cases, read in plain SQL by those who must not see it."""

import pytest
from django.db import ProgrammingError, connection, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import NOBODY, Viewer
from kaketsuke.cases.models import Case, FollowUp, Link
from kaketsuke.database import ids
from kaketsuke.people import queries as people_queries
from tests import world
from tests.database import every_row
from tests.database.every_row import TOKEN

pytestmark = pytest.mark.django_db
NOW = world.NOW
ROOMS = (
    "people",
    "notify",
    "residents",
    "intake",
    "cases",
    "dispatch",
    "onsite",
    "money",
    "claims",
    "audit",
    "privacy",
)
# Rows that belong to nobody: a company's price list, a firm's next number, progress.
OPEN = {
    "money_priceitem",
    "money_receiptcounter",
    "residents_endingnotice",
    "residents_versionnotice",
}
# What nobody but the product reads: who proves a number right now, and who tried too often.
OF_THE_PRODUCT_ALONE = {
    "residents_onetimecode",
    "residents_attempt",
    "audit_checkpoint",
    "audit_checkpointcopy",
}


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'keys')"
            " AND split_part(tablename, '_', 1) = ANY(%s) ORDER BY 1",
            [list(ROOMS)],
        )
        return [table for (table,) in cursor.fetchall() if table not in OPEN]


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        counted = {}
        for table in _tables():
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            counted[table] = cursor.fetchone()[0]
        return counted


def _seen_by(viewer: Viewer) -> dict[str, int]:
    with context.acting_as(viewer):
        return {table: count for table, count in _counts().items() if count}


@pytest.fixture
def full(as_app_role):
    """A world with at least one row in every table, read as the serving role."""
    with context.as_system():
        return every_row.fill()


def test_security_is_forced_on_every_table_of_persons_and_cases():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s)"
            " AND NOT (relrowsecurity AND relforcerowsecurity)",
            [_tables()],
        )
        assert cursor.fetchall() == []


def test_the_serving_role_owns_nothing_and_bypasses_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_class c"
            " WHERE c.relowner = r.oid) FROM pg_roles r WHERE rolname = 'kaketsuke_app'"
        )
        assert cursor.fetchone() == (False, False, 0)


def test_the_system_sees_a_row_in_every_table(full):
    with context.as_system():
        empty = [table for table, count in _counts().items() if not count]
    assert empty == []


def test_a_stranger_sees_no_row_at_all(full):
    w, _ = full
    assert _seen_by(NOBODY) == {}
    assert _seen_by(world.viewer(w.stranger)) == {}


def test_without_any_context_there_is_no_row(full):
    with connection.cursor() as cursor:
        cursor.execute("RESET kaketsuke.companies")
    assert {table: n for table, n in _counts().items() if n} == {}


def test_the_company_s_operator_sees_all_of_it(full):
    w, _ = full
    seen = _seen_by(world.viewer(w.operator))
    assert set(seen) == set(_tables()) - OF_THE_PRODUCT_ALONE


def test_another_company_s_operator_sees_none_of_it(full):
    w, _ = full
    seen = _seen_by(world.viewer(w.other_operator))
    # Technicians work for many companies; wrapped keys and chained digests name nobody.
    assert seen.pop("people_person") == 2
    assert set(seen) <= {
        "people_subjectkey",
        "audit_entry",
        "audit_head",
        "audit_access",
        "privacy_retentionrun",
    }


def test_a_technician_sees_the_case_only_while_it_is_live_for_them(full):
    w, case = full
    mori = world.viewer(w.mori_account)
    assert "cases_case" not in _seen_by(mori)
    on_the_case = Viewer(technician_id=mori.technician_id, case_ids=frozenset({case.pk}))
    seen = _seen_by(on_the_case)
    assert {"cases_case", "cases_entry", "onsite_check", "money_estimateline"} <= set(seen)
    assert {"intake_flag", "intake_call", "residents_consent"}.isdisjoint(seen)
    with context.acting_as(on_the_case):
        assert people_queries.names_of([w.sato.pk, w.aoki.pk]).keys() == {w.sato.pk}


def test_who_is_only_asked_reads_no_name(full):
    w, case = full
    asked = Viewer(technician_id=w.hayashi.pk, case_ids=frozenset({case.pk}))
    with context.acting_as(asked):
        assert Case.objects.get().pk == case.pk
        assert people_queries.names_of([w.sato.pk]) == {}
        assert people_queries.contact_points_of([w.sato.pk]) == []


def test_another_technician_sees_neither_offer_nor_door(full):
    w, _ = full
    seen = _seen_by(world.viewer(w.hayashi_account))
    assert set(seen) <= {
        "people_subjectkey",
        "audit_entry",
        "audit_head",
        "audit_access",
        "privacy_retentionrun",
    }


def test_a_resident_s_link_shows_their_case_and_no_other_person(full):
    w, case = full
    by_link = Viewer(case_ids=frozenset({case.pk}), person_ids=frozenset({w.aoki.pk}))
    with context.acting_as(by_link):
        names = people_queries.names_of([w.sato.pk, w.aoki.pk, w.mori.person_id])
        assert set(names) == {w.aoki.pk, w.mori.person_id}
        assert _counts()["intake_flag"] == 0


def test_a_link_is_found_by_who_holds_its_token_alone(full):
    with context.acting_as(NOBODY):
        context.present_link(bytes(32))
        assert Link.objects.count() == 0
        context.present_link(TOKEN)
        assert Link.objects.count() == 1
        assert Case.objects.count() == 0


def test_nobody_writes_into_another_company(full):
    w, case = full
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        context.acting_as(world.viewer(w.other_operator)),
    ):
        FollowUp.objects.create(company_id=w.company.pk, case=case, kind="battery")


def test_a_technician_may_not_write_to_a_case_that_is_not_theirs(full):
    w, _ = full
    other_case = Viewer(technician_id=w.mori.pk, case_ids=frozenset({ids.new_id()}))
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        context.acting_as(other_case),
    ):
        FollowUp.objects.create(company_id=w.company.pk, case=full[1], kind="battery")


@pytest.mark.parametrize("verb", ["UPDATE audit_entry SET kind = 'x'", "DELETE FROM audit_entry"])
def test_the_serving_role_may_not_rewrite_the_record(full, verb):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        context.as_system(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


def test_the_viewer_is_given_back_after_acting_as_another(full):
    w, _ = full
    with context.acting_as(world.viewer(w.operator)):
        before = Case.objects.count()
        with context.acting_as(NOBODY):
            assert Case.objects.count() == 0
        assert Case.objects.count() == before == 1
