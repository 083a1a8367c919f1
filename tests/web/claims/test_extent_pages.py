"""A delay inside the recorded extent is excused, to the minute; what lies outside stands (4.4)."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from kaketsuke.accounts import context
from kaketsuke.dispatch.models import Assignment
from kaketsuke.parties import events
from kaketsuke.parties.events import AreaEventKind
from kaketsuke.web.templatetags import kaketsuke as templatetags
from tests import door
from tests.claims.conftest import Claims
from tests.web.console.conftest import Desk, shown
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.4")]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def late(here: Claims, at_the_time: list[Any]) -> str:
    """Told 22:34 at the latest, arrived at 23:04; flooded from 22:14 on."""
    with context.as_system():
        events.declare_area_event(
            AreaEventKind.FLOOD, municipality_codes=["13104"], source="気象庁の発表",
            declared_by_id=here.world.supervisor.pk, now=NOW,
        )  # fmt: skip
        at = door.Door(here.world, here.case).accept()
        at.depart()
        Assignment.objects.filter(case=here.case).update(arrive_until=NOW + minutes(20))
        at.now = NOW + minutes(49)
        at.arrive(position=(35.695, 139.695))
    at_the_time[0] = NOW + minutes(60)
    return f"/claims/extents/{here.case.pk}/"


def sent(page: str, begin: str, end: str) -> dict[str, str]:
    event = page.split('<option value="', 2)[2].split('"')[0]
    return {"area_event": event, "begin": f"2026-11-22T{begin}", "end": f"2026-11-22T{end}",
            "words": "道路が冠水した。"}  # fmt: skip


def test_what_lies_outside_the_recorded_extent_is_not_excused(here: Claims, late: str) -> None:
    desk = Desk(here.world.supervisor)
    page = shown(desk.get(late))
    assert "<strong>30 分</strong>" in page
    assert desk.post(late, **sent(page, "22:30", "22:54")).status_code == 302
    after = shown(desk.get(late))
    assert "免責される遅れ</dt><dd>20 分" in after
    assert "<strong>10 分</strong>" in after
    assert desk.post(late, **sent(page, "22:54", "23:04")).status_code == 302
    assert "<strong>0 分</strong>" in shown(desk.get(late))


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("22:13", "22:20", "2026-11-22 22:14 から"),
        ("22:40", "23:15", "始まりより後の"),
        ("22:40", "22:40", "始まりより後の"),
    ],
)
def test_an_extent_beyond_event_or_present_is_refused(
    here: Claims, late: str, begin: str, end: str, said: str
) -> None:
    desk = Desk(here.world.supervisor)
    answer = desk.post(late, **sent(shown(desk.get(late)), begin, end))
    assert said in shown(answer, 422)


def test_the_desk_reads_it_and_a_supervisor_writes_it(here: Claims, late: str) -> None:
    operator = Desk(here.world.operator)
    assert "範囲を記録する" not in shown(operator.get(late))
    assert operator.post(late).status_code == 403
    assert Desk(here.world.mori_account).get(late).status_code == 403
    assert Desk(here.world.other_operator).get(late).status_code == 404
    assert operator.get(f"/claims/extents/{uuid.uuid4()}/").status_code == 404


def test_without_an_event_there_is_nothing_to_record(here: Claims) -> None:
    page = shown(Desk(here.world.supervisor).get(f"/claims/extents/{here.case.pk}/"))
    assert "遅れはありません" in page
    assert "先に地域の事象を登録してください" in page


def test_the_delay_is_measured_from_what_was_told_first_and_last(here: Claims, late: str) -> None:
    """The range told at acceptance is counted anew at the departure; neither is lost."""
    page = shown(Desk(here.world.supervisor).get(late))
    assert "最初にお伝えした到着からの遅れ" in page
    assert "最後にお伝えした到着からの遅れ" in page


def test_what_begins_and_ends_in_one_minute_is_said_once() -> None:
    begin = NOW.replace(second=5)
    said = templatetags.time_span(begin, begin + timedelta(seconds=40), days=True)
    assert said.count("22:14<") == 1
    assert "1 分未満" in said
    assert templatetags.minutes_of(timedelta(seconds=40)) == "1 分未満"
    assert templatetags.minutes_of(timedelta(seconds=80)) == "2 分"
    assert templatetags.time_span(begin, begin + minutes(20), days=True).count("2026年") == 1
    assert templatetags.time_span(begin, begin + minutes(200), days=True).count("2026年") == 2


def test_an_arrival_within_the_minute_that_was_told_is_no_arrow(here: Claims, late: str) -> None:
    with context.as_system():
        Assignment.objects.filter(case=here.case).update(arrive_until=NOW + minutes(48.9))
    page = shown(Desk(here.world.supervisor).get(late))
    assert "→" not in page.split("<main")[1]
    assert "に到着しました" in page or "1 分以内に到着しました" in page
