"""Whoever looks at a person says why; looks out of the ordinary are noticed (4.8)."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts import services as account_services
from kaketsuke.audit import services as audit_services
from kaketsuke.audit.models import Access
from kaketsuke.database import ids
from kaketsuke.overview import record
from kaketsuke.privacy import queries, services
from kaketsuke.privacy.models import Alert, BreakGlass
from kaketsuke.privacy.refusals import CannotLook
from tests import world
from tests.world import LONG_AGO, NOW, World

FOUND = "名簿の確かめを頼まれていた。依頼の書面あり"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]


def _look(viewer_id: UUID, person_id: UUID, **more: object) -> None:
    given = {"case_id": None, "purpose": "case_page", "ground": "desk", "now": NOW, **more}
    given.setdefault("viewer_role", "operator")
    audit_services.record_access(viewer_id=viewer_id, person_id=person_id, **given)  # type: ignore[arg-type]  # a builder's shorthand


def _alerts() -> list[tuple[str, int]]:
    return sorted(Alert.objects.values_list("kind", "persons"))


@pytest.mark.clause("4.8")
def test_glass_is_broken_by_few_with_a_reason_that_another_reads(w: World):
    supervisor = world.viewer(w.supervisor)
    with pytest.raises(CannotLook, match="責任者"):
        services.break_glass(
            world.viewer(w.operator), w.sato.pk, reason="十分に長い理由です。", now=NOW
        )
    with pytest.raises(CannotLook, match="なぜ"):
        services.break_glass(supervisor, w.sato.pk, reason="要", now=NOW)
    row = services.break_glass(
        supervisor, w.sato.pk, reason="警察からの緊急の照会に答えるため", now=NOW
    )
    assert Access.objects.get(person_id=w.sato.pk).purpose == "break_glass"
    with pytest.raises(CannotLook, match="別の担当"):
        services.review_break_glass(row.pk, in_order=True, viewer=supervisor, now=NOW)
    other = world.viewer(world.add_account("p", label="p", role="privacy", company_id=w.company.pk))
    services.review_break_glass(row.pk, in_order=False, viewer=other, now=NOW)
    assert BreakGlass.objects.get().in_order is False
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.update(reviewed_by_id=w.supervisor.pk)


@pytest.mark.clause("4.8")
def test_many_persons_within_an_hour_raise_one_alert(w: World):
    for _ in range(40):
        _look(w.operator.pk, ids.new_id(), case_id=ids.new_id())
    assert services.raise_alerts(now=NOW) == 0
    _look(w.operator.pk, ids.new_id(), case_id=ids.new_id())
    assert services.raise_alerts(now=NOW) == 1
    assert services.raise_alerts(now=NOW) == 0
    assert _alerts() == [("many", 41)]
    alert = Alert.objects.get()
    assert alert.company_id == w.company.pk


@pytest.mark.clause("4.8")
def test_whoever_looks_into_an_alert_writes_down_what_was_found(w: World):
    for _ in range(6):
        _look(w.operator.pk, w.sato.pk if _ else w.aoki.pk, purpose="call", ground="afterwards")
        _look(w.operator.pk, ids.new_id())
    services.raise_alerts(now=NOW)
    alert = Alert.objects.get()
    seen: dict[str, Any] = {"viewer": world.viewer(w.supervisor), "now": NOW}
    for viewer, note, said in (
        (w.operator, "自分で見た", "別の担当"),
        (w.supervisor, " ", "何が分かったか"),
    ):
        with pytest.raises(CannotLook, match=said):
            services.see_alert(alert.pk, note=note, viewer=world.viewer(viewer), now=NOW)
    services.see_alert(alert.pk, note=FOUND, **seen)
    with pytest.raises(CannotLook, match="すでに確かめました"):
        services.see_alert(alert.pk, note="別のこと", **seen)
    assert queries.notes_of(seen["viewer"], [alert.pk]) == {alert.pk: FOUND}
    assert list(record.faults()) == []
    # Neither the words nor that they were written can be changed unseen.
    for wrong in ({"seen_at": None}, {"seen_by_id": w.operator.pk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.update(**wrong)
    Alert.objects.update(note_sealed=b"another")
    assert [fault.kind for fault in record.faults()] == ["changed"]
    Alert.objects.update(seen_at=None, seen_by_id=None, note_sealed=None)
    assert [fault.kind for fault in record.faults()] == ["gap"]


@pytest.mark.clause("4.8")
def test_each_company_of_an_account_is_told_of_its_own_persons(w: World):
    both = account_services.make_account(
        "both",
        label="both",
        password=None,
        grants=[
            account_services.GrantSpec("operator", company_id=each.pk)
            for each in (w.company, w.other_company)
        ],
        now=LONG_AGO,
    )
    elsewhere = [world.add_resident(w.other_company, family="西", given=str(n)) for n in range(4)]
    for person in (w.sato, w.aoki, *elsewhere):
        _look(both.pk, person.pk)
    assert services.raise_alerts(now=NOW) == 2
    assert services.raise_alerts(now=NOW) == 0
    told = dict(Alert.objects.values_list("company_id", "persons"))
    assert told == {w.company.pk: 2, w.other_company.pk: 4}
    # What lies behind it is counted of the company's own as well.
    for alert in Alert.objects.all():
        [row] = queries.looks_behind(alert)
        assert (row.looks, row.persons) == (alert.persons, alert.persons)
        assert row.viewer_role == "operator"


@pytest.mark.clause("4.8")
def test_whoever_works_for_no_company_is_told_to_the_company_of_the_persons(w: World):
    for _ in range(6):
        _look(w.mori_account.pk, ids.new_id())
    _look(w.mori_account.pk, w.sato.pk)
    services.raise_alerts(now=NOW)
    told = dict(Alert.objects.values_list("company_id", "persons"))
    assert told == {None: 6, w.company.pk: 1}


@pytest.mark.clause("4.8")
def test_looks_without_a_case_or_a_reason_raise_an_alert(w: World):
    for _ in range(6):
        _look(w.operator.pk, ids.new_id())
        _look(w.supervisor.pk, ids.new_id(), purpose="break_glass")
    services.raise_alerts(now=NOW)
    assert _alerts() == [("without_call", 6)]


@pytest.mark.clause("4.8")
def test_a_call_is_a_reason_while_its_caller_waits_and_none_afterwards(w: World):
    for _ in range(6):
        _look(w.operator.pk, ids.new_id(), purpose="call", ground="call")
        _look(w.supervisor.pk, ids.new_id(), purpose="call", ground="afterwards")
    services.raise_alerts(now=NOW)
    assert list(Alert.objects.values_list("kind", "viewer_id")) == [
        ("without_call", w.supervisor.pk)
    ]


@pytest.mark.clause("4.8")
def test_looking_at_ones_own_neighbours_raises_an_alert(w: World):
    world.register(w.aoki, dwelling=w.next_door, terms=w.terms)
    spec = account_services.GrantSpec("resident", person_id=w.aoki.pk)
    account_services.give_grant(w.operator.pk, spec=spec, actor="system", now=LONG_AGO)
    _look(w.operator.pk, w.aoki.pk, case_id=ids.new_id())
    assert services.raise_alerts(now=NOW) == 0
    _look(w.operator.pk, w.sato.pk, case_id=ids.new_id())
    services.raise_alerts(now=NOW)
    assert _alerts() == [("neighbours", 1)]
