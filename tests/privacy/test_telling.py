"""Deadlines reach the people of a role by message, once a stage, and name nobody."""

from datetime import timedelta

import pytest

from kaketsuke.accounts import services as account_services
from kaketsuke.audit import checkpoints
from kaketsuke.claims import services as claim_services
from kaketsuke.claims.models import Claim
from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify.models import Message
from kaketsuke.privacy import services, telling
from kaketsuke.privacy.models import AlarmTold, Alert
from tests import stories, world
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]
DAY = timedelta(days=1)


@pytest.fixture
def told(system, desk):
    """The privacy desk has an address."""
    account_services.set_address(desk.id, "privacy@example.jp", actor="system", now=NOW)


def _said() -> list[str]:
    rows = AlarmTold.objects.values_list("pk", flat=True)
    shown = notify_queries.about("privacy", rows)
    assert all(each.person_id is None for each in shown)
    return [f"{each.address_hint} {each.subject} {each.body}" for each in shown]


@pytest.mark.clause("4.10")
@pytest.mark.usefixtures("told")
def test_a_request_is_told_at_ten_days_and_again_when_it_is_late_and_never_twice(w: World, desk):
    asked = services.open_request(
        kind="disclosure", channel="phone", person_id=w.sato.pk, actor=desk, now=NOW
    )
    assert services.tell_alarms(now=NOW + 9 * DAY) == 0
    assert services.tell_alarms(now=NOW + 10 * DAY) == 1
    assert services.tell_alarms(now=NOW + 11 * DAY) == 0
    assert services.tell_alarms(now=NOW + 15 * DAY) == 1
    assert services.tell_alarms(now=NOW + 16 * DAY) == 0
    near, past = _said()
    assert f"P-{asked.number}" in near
    assert "/privacy/" in near
    assert "過ぎた" in past
    assert not [each for each in ("佐藤", "花子") if each in near + past]


@pytest.mark.clause("4.8")
@pytest.mark.usefixtures("told")
def test_a_processor_an_incident_and_a_look_up_each_reach_the_desk(w: World, desk):
    services.add_processor(
        w.company.pk, name="x", role="x", items=["phone"], selected_on=NOW.date(), selection="x",
        contract_reference="x", from_=NOW, until=NOW + 20 * DAY, actor=desk, now=NOW,
    )  # fmt: skip
    services.open_incident(
        w.company.pk, kind="other", known_at=NOW, outline="x", actor=desk, now=NOW
    )
    Alert.objects.create(
        company_id=w.company.pk, kind="neighbours", viewer_id=w.operator.pk, on=NOW.date(),
        persons=3, raised_at=NOW,
    )  # fmt: skip
    services.tell_alarms(now=NOW)
    assert set(AlarmTold.objects.values_list("kind", "stage")) >= {
        ("processor", f"near:{(NOW + 20 * DAY).date()}"),
        ("incident", "opened"),
        ("looks", "past"),
    }
    services.tell_alarms(now=NOW + 6 * DAY)
    assert AlarmTold.objects.filter(kind="incident", stage="preliminary_past").exists()


def test_each_is_told_in_the_language_that_their_person_chose(w: World, desk):
    for name, language in (("privacy2", "en"), ("privacy3", "ja-easy")):
        user = world.add_account(name, label="x", role="privacy", company_id=w.company.pk)
        account_services.set_address(user.pk, f"{name}@example.jp", actor="system", now=NOW)
        account_services.choose_language(user.pk, language)
    account_services.set_address(desk.id, "privacy@example.jp", actor="system", now=NOW)
    services.open_incident(
        w.company.pk, kind="other", known_at=NOW, outline="x", actor=desk, now=NOW
    )
    assert services.tell_alarms(now=NOW) == 3
    said = _said()
    assert len([each for each in said if "Report of a data incident" in each]) == 1
    assert len([each for each in said if "個人情報の事故の報告" in each]) == 2


def test_reviews_payments_and_limitation_are_told_before_their_day_and_after(w: World, desk):
    services.hold(w.sato.pk, reason="訴訟", review_on=(NOW + 30 * DAY).date(), actor=desk, now=NOW)
    stories.recorded(w)
    services.break_glass(
        world.viewer(w.supervisor), w.sato.pk, reason="十分に長い理由を書いた", now=NOW
    )
    case = stories.sato_is_helped(w)
    claim = claim_services.open_claim(
        case.pk, harm="door", occurred_on=NOW.date(), known_on=NOW.date(), words="傷",
        channel="phone", person_id=None, actor=stories.operator(w), now=NOW,
    )  # fmt: skip
    Claim.objects.filter(pk=claim.pk).update(
        state="told",
        owner_id=w.operator.pk,
        payment_due_on=(NOW + 30 * DAY).date(),
        recourse_due_on=(NOW + 40 * DAY).date(),
    )
    for days in (0, 24, 31, 34, 41, 1700, 2000):
        lines = list(telling.due(frozenset({w.company.pk}), at=NOW + days * DAY))
        found = {(each.kind, each.stage.rpartition(":")[2]) for each in lines}
        expected = {
            0: set(),
            24: {("hold", "near"), ("payment", "near"), ("look", "past")},
            31: {("hold", "past"), ("payment", "past"), ("look", "past")},
            34: {("recourse", "near")},
            41: {("recourse", "past")},
            1700: {("limitation", "near")},
            2000: {("limitation", "past"), ("flag", "past")},
        }[days]
        assert expected <= found, days
        if not days:
            assert {each.kind for each in lines} <= {"record", "flag"}


def test_a_checkpoint_that_is_missing_reaches_the_auditor_each_day(w: World, settings, tmp_path):
    auditor = world.add_account("auditor", label="x", role="auditor", company_id=w.company.pk)
    account_services.set_address(auditor.pk, "auditor@example.jp", actor="system", now=NOW)
    settings.CHECKPOINT_FOLDER = tmp_path
    checkpoints.make(now=NOW)
    services.tell_alarms(now=NOW + DAY)
    assert not AlarmTold.objects.filter(kind="record").exists()
    for _twice in range(2):
        services.tell_alarms(now=NOW + 2 * DAY)
    assert AlarmTold.objects.filter(kind="record").count() == 1
    settings.CHECKPOINT_BUCKET = "s3://bucket"
    services.tell_alarms(now=NOW + DAY)
    assert AlarmTold.objects.filter(stage__startswith="not_copied:").exists()


def test_what_nobody_has_an_address_for_is_told_once_somebody_has(w: World, desk):
    services.open_incident(
        w.company.pk, kind="other", known_at=NOW, outline="x", actor=desk, now=NOW
    )
    assert services.tell_alarms(now=NOW) == 0
    assert not Message.objects.filter(template="desk_alarm").exists()
    account_services.set_address(desk.id, "privacy@example.jp", actor="system", now=NOW)
    assert services.tell_alarms(now=NOW) == 1
