"""A paper form entered later passes the same checks and keeps both times (X-11)."""

from datetime import timedelta

import pytest

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite.models import Check, WorkSpan
from tests.pages import signed_in
from tests.web.console.conftest import shown
from tests.web.console.test_door import path
from tests.web.field.conftest import moment, people, story  # noqa: F401 - fixtures of the phone

pytestmark = pytest.mark.clause("A1.2")
CHECKS = {
    "code_word": "yes",
    "role": "registrant",
    "kind": "drivers_license",
    "has_photo": "yes",
    "expired": "no",
    "name": "yes",
    "face": "yes",
    "address": "yes",
}
WORK = {"method": "non_destructive", "lock_usable": "yes"}


@pytest.fixture
def desk(story):  # noqa: F811 - the fixture
    story.go("accept")
    story.begun = story.at.now
    story.wait(120)
    return story


def times(story, **minutes):  # noqa: F811
    return {
        name: (story.begun + timedelta(minutes=count, hours=9)).strftime("%Y-%m-%dT%H:%M")
        for name, count in minutes.items()
    }


ALL = {"arrived_at": 20, "checked_at": 25, "begun_at": 26, "tested_at": 50}


def enter(story, **given):  # noqa: F811
    return signed_in(story.at.world.operator).post(path(story, "paper/"), given)


def test_the_whole_paper_is_taken_with_both_times(desk):
    assert enter(desk, **times(desk, **ALL), **CHECKS, **WORK).status_code == 302
    assert desk.phone.state == "opened"
    with context.as_system():
        begun = Entry.objects.get(event="WorkBegun")
        assert begun.entered_at - begun.event_at > timedelta(minutes=60)
        span = WorkSpan.objects.get()
        assert span.during.upper - span.during.lower == timedelta(minutes=24)
        assert Entry.objects.get(event="PaperEntered").actor_role == "operator"


@pytest.mark.parametrize("left_out", list(CHECKS))
def test_no_question_can_be_left_out_on_paper_either(desk, left_out):
    given = {name: value for name, value in CHECKS.items() if name != left_out}
    response = enter(desk, **times(desk, **ALL), **given, **WORK)
    assert "足りません" in response.content.decode()
    assert response.status_code == 422
    with context.as_system():
        assert Case.objects.get().state == "assigned"
        assert not Check.objects.exists()


def test_work_without_the_checks_is_refused_as_a_whole(desk):
    given = times(desk, arrived_at=20, begun_at=26, tested_at=50)
    assert enter(desk, **given, **WORK).status_code == 422
    assert desk.phone.state == "assigned"


def test_another_name_on_paper_is_turned_away(desk):
    given = times(desk, arrived_at=20, checked_at=25)
    assert enter(desk, **given, **{**CHECKS, "name": "no"}).status_code == 302
    assert desk.phone.state == "turned_away"


def test_times_run_forward_and_end_before_now(desk):
    backwards = times(desk, arrived_at=20, checked_at=19)
    assert "前の時刻より後" in enter(desk, **backwards, **CHECKS).content.decode()
    ahead = times(desk, arrived_at=20, checked_at=500)
    assert "いまより後" in enter(desk, **ahead, **CHECKS).content.decode()


def test_the_page_offers_the_paper_while_somebody_is_bound(desk):
    client = signed_in(desk.at.world.operator)
    assert "紙の記録を入力する" in shown(client.get(path(desk, "door/")))
    assert "到着の時刻" in shown(client.get(path(desk, "paper/")))
    assert signed_in(desk.at.world.mori_account).get(path(desk, "paper/")).status_code == 403
