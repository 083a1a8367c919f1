"""Nobody handles data for us without having been chosen, contracted and approved (4.8)."""

from datetime import timedelta
from typing import Any

import pytest

from kaketsuke.accounts.viewers import Actor
from kaketsuke.privacy import queries, services
from kaketsuke.privacy.models import Processor
from kaketsuke.privacy.refusals import CannotRecordProcessor
from tests import world
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]


def _added(w: World, actor: Actor, **more: Any) -> Processor:
    given: dict[str, Any] = {
        "name": "見本メッセージ配信",
        "role": "SMS の配信",
        "items": ["phone"],
        "selected_on": NOW.date(),
        "selection": "認証の取得を確かめた",
        "contract_reference": "委-1",
        "from_": NOW,
        "until": None,
        "actor": actor,
        "now": NOW,
        **more,
    }
    return services.add_processor(w.company.pk, **given)


@pytest.mark.clause("4.8")
@pytest.mark.parametrize(
    "lacking",
    [{"selection": " "}, {"contract_reference": ""}, {"items": []}, {"until": NOW}],
)
def test_without_choice_contract_and_items_nobody_is_recorded(
    w: World, desk: Actor, lacking: dict[str, Any]
):
    with pytest.raises(CannotRecordProcessor):
        _added(w, desk, **lacking)


@pytest.mark.clause("4.8")
def test_a_contract_about_to_end_and_a_review_due_raise_an_alarm_thirty_days_before(
    w: World, desk: Actor
):
    row = _added(w, desk, until=NOW + timedelta(days=60))
    seen = world.viewer(w.supervisor)

    def alarms(days: int) -> list[str]:
        return [
            each.name
            for each in queries.processor_rows(seen, at=NOW + timedelta(days=days))
            if each.alarm
        ]

    assert row.name not in alarms(29)
    assert row.name in alarms(31)
    services.review_processor(row.pk, actor=desk, now=NOW)
    services.end_processor(row.pk, actor=desk, now=NOW + timedelta(days=1))
    row.refresh_from_db()
    assert row.valid.upper == NOW + timedelta(days=1)


@pytest.mark.clause("4.8")
def test_a_sub_contractor_waits_for_approval(w: World, desk: Actor):
    above = _added(w, desk)
    below = _added(w, desk, name="再委託先", parent_id=above.pk)
    assert below.approved_at is None
    services.approve_processor(below.pk, actor=desk, now=NOW)
    below.refresh_from_db()
    assert below.approved_by_id == desk.id
