"""An incident has its deadlines from the moment it was known, and everybody it touched (4.8)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import queries as audit_queries
from kaketsuke.audit import services as audit_services
from kaketsuke.privacy import services
from kaketsuke.privacy.models import Incident
from kaketsuke.privacy.refusals import CannotReport
from kaketsuke.privacy.services.incidents import ITEMS, items_of
from tests.world import NOW, World, add_resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]


def _opened(w: World, actor: Actor, kind: str = "wrongful") -> Incident:
    return services.open_incident(
        w.company.pk, kind=kind, known_at=NOW, outline="名簿の持ち出し", actor=actor, now=NOW
    )


@pytest.mark.clause("4.8")
@pytest.mark.parametrize(
    ("kind", "final"), [("wrongful", date(2027, 1, 21)), ("special_care", date(2026, 12, 22))]
)
def test_the_deadlines_run_from_when_it_was_known(w: World, desk: Actor, kind: str, final: date):
    found = _opened(w, desk, kind)
    assert (found.preliminary_target_on, found.preliminary_due_on) == (
        date(2026, 11, 25),
        date(2026, 11, 27),
    )
    assert found.final_due_on == final


@pytest.mark.clause("4.8")
@pytest.mark.parametrize("role", [ActorRole.TECHNICIAN, ActorRole.CONTRACTOR, ActorRole.OPERATOR])
def test_any_tier_may_open_one(w: World, role: ActorRole):
    assert _opened(w, Actor(role, w.stranger.pk)).opened_by_role == role


@pytest.mark.clause("4.8")
def test_who_is_affected_is_read_from_the_access_record(w: World, desk: Actor):
    elsewhere = add_resident(w.other_company, family="西田", given="遠")
    seen = ((w.sato, NOW), (w.sato, NOW), (w.aoki, NOW - timedelta(days=9)), (elsewhere, NOW))
    for person, at in seen:
        audit_services.record_access(
            viewer_id=w.operator.pk,
            viewer_role="operator",
            person_id=person.pk,
            case_id=None,
            purpose="case_page",
            ground="desk",
            now=at,
        )
    found = _opened(w, desk)
    day = timedelta(days=1)
    kept: dict[str, Any] = {"viewer_id": w.operator.pk, "actor": desk, "now": NOW}
    assert services.count_affected(found.pk, since=NOW - day, until=NOW + day, **kept) == 1
    assert services.count_affected(found.pk, since=NOW - 10 * day, until=NOW + day, **kept) == 2
    assert services.letters_sent(found.pk, actor=desk, now=NOW) == 2
    assert services.letters_sent(found.pk, actor=desk, now=NOW) == 0


@pytest.mark.clause("4.8")
def test_both_reports_need_their_items_and_come_in_their_order(w: World, desk: Actor):
    found = _opened(w, desk)
    kept: dict[str, Any] = {"actor": desk, "now": NOW}
    with pytest.raises(CannotReport, match="項目"):
        services.report(found.pk, final=False, **kept)
    first = {"data_items": "氏名・部屋番号", "how_many": "2名"}
    services.write_items(found.pk, items=first, **kept)
    services.report(found.pk, final=False, **kept)
    with pytest.raises(CannotReport):
        services.report(found.pk, final=True, **kept)
    services.write_items(found.pk, items=dict.fromkeys(ITEMS, "記載"), **kept)
    done = services.report(found.pk, final=True, **kept)
    assert set(items_of(done)) == set(ITEMS)
    assert list(audit_queries.verify_chains(("incident", found.pk))) == []
    with pytest.raises(CannotReport, match="確報まで"):
        services.write_items(found.pk, items=first, **kept)


def test_the_database_keeps_the_order_of_the_reports(w: World, desk: Actor):
    found = _opened(w, desk)
    for wrong in ({"final_at": NOW}, {"known_at": NOW + timedelta(days=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.filter(pk=found.pk).update(**wrong)
