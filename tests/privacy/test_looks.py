"""Whoever looks at a person says why; looks out of the ordinary are noticed (4.8)."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts import services as account_services
from kaketsuke.audit import services as audit_services
from kaketsuke.audit.models import Access
from kaketsuke.database import ids
from kaketsuke.privacy import services
from kaketsuke.privacy.models import Alert, BreakGlass
from kaketsuke.privacy.refusals import CannotLook
from tests import world
from tests.world import LONG_AGO, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]


def _look(viewer_id: UUID, person_id: UUID, **more: object) -> None:
    given = {"case_id": None, "purpose": "case_page", "ground": "desk", "now": NOW, **more}
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
    services.see_alert(alert.pk, viewer=world.viewer(w.supervisor), now=NOW)
    alert.refresh_from_db()
    assert alert.seen_at == NOW


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
