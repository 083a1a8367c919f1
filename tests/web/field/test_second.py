"""The second technician's phone: the job order, and nothing of the lead's."""

from dataclasses import replace

import pytest

from kaketsuke.accounts import context
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.people.models import Person
from tests import door, pages, world
from tests.pages import words
from tests.web.field.conftest import Phone


@pytest.fixture
def helper(story, people):
    """The lead is at work, a second is bound; return the second's phone."""
    story.go("working")
    with context.as_system():
        story.at.call_second(because="two_needed")
        lead_is_mori = story.at.technician == people.mori.pk
        who = people.hayashi if lead_is_mori else people.mori
        dispatch_services.assign_second(
            story.at.case.pk,
            technician=who.pk,
            actor=door.operator(people),
            now=story.at.now,
        )
    story.moment[0] = story.at.now
    account = people.hayashi_account if lead_is_mori else people.mori_account
    return Phone(account, story.at.case)


def test_the_second_sees_the_order_alone(helper):
    assert helper.client.get("/field/")["Location"] == f"{helper.path}order/"
    page = words(helper.get("order/").content.decode())
    assert "二人目として手伝います" in page
    # It is told by the live stream, and asks by itself only now and then.
    assert f"live:case-{helper.case.pk} from:body" in helper.get("order/").content.decode()
    assert "青葉ハイツ 203" in page
    for hidden in ("佐藤", "合言葉", helper.case.code_word, "円", "開きました"):
        assert hidden not in page, hidden
    assert helper.get("order/job-order.pdf").status_code == 200


@pytest.mark.parametrize(
    "path", ["", "check/", "estimate/", "bundle/", "steps/open/", "steps/pause/", "damage/"]
)
def test_the_leads_pages_do_not_answer_the_second(helper, path):
    found = helper.get(path)
    assert found.status_code == 302
    assert found["Location"] == "/field/"


def test_the_seconds_presses_move_nothing(helper):
    for step in ("open", "pause", "safe_exit", "begin"):
        helper.press(step)
    helper.client.post(f"{helper.path}second/leaves/")
    assert helper.state == "working"
    assert helper.client.get("/field/")["Location"] == f"{helper.path}order/"


def test_the_database_shows_the_second_no_name_at_the_door(as_app_role, helper, people):
    assert helper.get("order/").status_code == 200
    seen = {}
    for account in (people.mori_account, people.hayashi_account):
        viewer = world.viewer(account)
        assert viewer.technician_id
        cases = dispatch_queries.live_case_ids(viewer.technician_id)
        with context.acting_as(replace(viewer, case_ids=cases)):
            assert cases == {helper.case.pk}
            seen[account.pk] = Person.objects.filter(pk=people.sato.pk).exists()
    assert seen[helper.user.pk] is False
    assert sorted(seen.values()) == [False, True]


def test_the_lead_sends_the_second_home(story, helper):
    lead = story.phone
    assert "二人目に帰ってもらう" in pages.words(lead.screen())
    lead.client.post(f"{lead.path}second/leaves/")
    assert "二人目に帰ってもらう" not in pages.words(lead.screen())
    assert helper.get("order/")["Location"] == "/field/"
    assert "待機中" in helper.client.get("/field/").content.decode()


@pytest.fixture
def desk(story, people):
    """Return the case's page as the operator opens it."""
    story.go("working")
    client = Phone(people.operator, story.at.case).client
    return client, f"/console/cases/{story.at.case.pk}/"


def test_the_desk_binds_a_second_by_telephone_and_lets_go(story, people, desk):
    client, path = desk
    assert client.get(f"{path}second/")["Location"] == path
    with context.as_system():
        story.at.call_second(because="two_needed")
    story.moment[0] = story.at.now
    assert f"{path}second/" in client.get(path).content.decode()
    page = words(client.get(f"{path}second/").content.decode())
    assert "別の案件を担当" in page  # the lead, with why not
    assert client.post(f"{path}second/", {"technician": ""}).status_code == 422
    lead, other = people.mori.pk, people.hayashi.pk
    if story.at.technician != lead:
        lead, other = other, lead
    assert client.post(f"{path}second/", {"technician": lead}).status_code == 422
    assert client.post(f"{path}second/", {"technician": other})["Location"] == path
    assert "二人目の担当を解く" in words(client.get(path).content.decode())
    client.post(f"{path}second/release/")
    assert "二人目の担当を解く" not in words(client.get(path).content.decode())
