"""What is near its deadline stands in red where its people begin, and in the menu of every page."""

from datetime import datetime, timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.models import User
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.claims import services as claim_services
from kaketsuke.claims.models import Complaint
from kaketsuke.overview import alarms
from kaketsuke.parties import services as party_services
from kaketsuke.privacy import services
from kaketsuke.privacy.services.incidents import ITEMS
from tests import stories, world
from tests.web.console.conftest import Desk, shown
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _due(user: User, *, at: datetime) -> alarms.Alarms:
    viewer = world.viewer(user)
    with context.acting_as(viewer):
        return alarms.alarms(viewer, at=at)


@pytest.mark.clause("4.10")
def test_a_request_is_told_from_its_tenth_day(
    privacy: Desk, small_world: World, at_the_time: list[datetime]
):
    with context.as_system():
        services.open_request(
            kind="disclosure", channel="phone", company_id=small_world.company.pk,
            person_id=small_world.sato.pk, contact="090-0000-0203",
            actor=Actor(ActorRole.PRIVACY, privacy.user.pk), now=NOW,
        )  # fmt: skip
    assert _due(privacy.user, at=NOW + 9 * DAY).privacy.requests == 0
    assert _due(privacy.user, at=NOW + 10 * DAY).privacy.requests == 1
    assert _due(small_world.operator, at=NOW + 10 * DAY).privacy.all == 0
    at_the_time[0] = NOW + 10 * DAY
    assert "期限 1 件" in shown(privacy.get("/start/"))
    assert "期限が近いか、過ぎています" in shown(privacy.get("/privacy/provisions/"))


@pytest.mark.clause("4.8")
def test_a_processors_contract_is_told_thirty_days_before_its_end(
    privacy: Desk, small_world: World
):
    desk = Actor(ActorRole.PRIVACY, privacy.user.pk)
    before = _due(privacy.user, at=NOW + 31 * DAY).privacy.processors
    with context.as_system():
        services.add_processor(
            small_world.company.pk, name="配信", role="SMS", items=["phone"],
            selected_on=NOW.date(), selection="認証を確かめた", contract_reference="K-1",
            from_=NOW, until=NOW + 60 * DAY, actor=desk, now=NOW,
        )  # fmt: skip
    assert _due(privacy.user, at=NOW + 29 * DAY).privacy.processors == before
    assert _due(privacy.user, at=NOW + 31 * DAY).privacy.processors == before + 1
    assert _due(privacy.user, at=NOW + 61 * DAY).privacy.processors == before  # it blocks by itself


@pytest.mark.clause("4.10")
def test_an_incident_is_told_until_each_report_is_made(privacy: Desk, small_world: World):
    desk = Actor(ActorRole.PRIVACY, privacy.user.pk)
    with context.as_system():
        opened = services.open_incident(
            small_world.company.pk, kind="wrongful", known_at=NOW, outline="名簿を誤送した",
            actor=desk, now=NOW,
        )  # fmt: skip
        assert _due(privacy.user, at=NOW).privacy.incidents == 1
        items = dict.fromkeys(ITEMS, "記入")
        services.write_items(opened.pk, items=items, actor=desk, now=NOW)
        services.report(opened.pk, final=False, actor=desk, now=NOW + DAY)
    assert _due(privacy.user, at=NOW + 50 * DAY).privacy.incidents == 0
    assert _due(privacy.user, at=NOW + 54 * DAY).privacy.incidents == 1


@pytest.mark.clause("4.7")
def test_a_complaint_is_told_when_its_answer_is_near(small_world: World):
    with context.as_system():
        case = stories.sato_is_helped(small_world)
        complaint: Complaint = claim_services.open_complaint(
            "visit", words="遅かった", channel="phone", case_id=case.pk,
            person_id=small_world.sato.pk, actor=stories.operator(small_world), now=NOW,
        )  # fmt: skip
    near = complaint.alarm_at
    assert _due(small_world.operator, at=near - DAY).complaints == 0
    assert _due(small_world.operator, at=near).complaints == 1
    assert _due(small_world.other_operator, at=near).complaints == 0


@pytest.mark.clause("4.10")
def test_who_is_in_charge_of_privacy_is_shown_or_missed(privacy: Desk, small_world: World):
    assert "管理者が決まっていません" in shown(privacy.get("/privacy/"))
    with context.as_system():
        party_services.appoint_privacy_manager(
            small_world.company, station="", title="情報管理室長",
            account_id=small_world.supervisor.pk, now=NOW,
        )  # fmt: skip
    for page in ("/privacy/", "/privacy/incidents/", "/privacy/incidents/report/"):
        told = shown(privacy.get(page))
        assert "情報管理室長" in told
        assert "管理者が決まっていません" not in told
    assert "情報管理室長" in shown(Desk(small_world.mori_account).get("/privacy/incidents/report/"))
