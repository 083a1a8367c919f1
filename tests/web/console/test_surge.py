"""The supervisor's view of a surge: the plan as a table, what it gains, and one press."""

import re

import pytest

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.dispatch.models import Planned
from kaketsuke.network.models import Shift
from tests import door, pages
from tests.dispatch.test_surge import another_case
from tests.web.console.conftest import Desk, shown
from tests.web.test_english import english, unmarked
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(small_world: World):
    with context.as_system():
        return [
            door.open_case(small_world),
            *(another_case(small_world, room) for room in ("301", "302")),
        ]


def apply(supervisor: Desk, plan: str) -> str:
    """Press, and read the page that follows."""
    answer = supervisor.post("/console/surge/apply/", plan=plan)
    assert answer.status_code == 302
    return shown(supervisor.get(answer["Location"]))


def plan_in(page: str) -> str:
    found = re.search(r'name="plan" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_page_says_that_it_plans_and_then_shows_queues(cases, supervisor: Desk):
    waiting = shown(supervisor.get("/console/surge/"))
    assert "計画を計算しています" in waiting
    page = shown(supervisor.get("/console/surge/plan/"))
    assert "森 健" in page
    assert all(f"K-{case.number}" in page for case in cases)
    assert "到着まで平均" in page


def test_before_applying_it_is_told_what_each_firm_gets_and_what_the_plan_does_not_weigh(
    cases, supervisor: Desk, small_world: World
):
    page = shown(supervisor.get("/console/surge/plan/"))
    told = pages.words(page[page.index('id="firms"') :])
    assert small_world.company.name in told
    assert "の案件と作業員だけを見て" in told
    assert "会社の間の公平さと費用は計算に入れていない" in told
    assert small_world.firm.name in told
    assert "0 円" in told


def test_where_cases_pile_up_the_board_offers_to_plan(cases, supervisor: Desk, desk: Desk):
    assert "まとめて計画する" in shown(supervisor.get("/console/board/"))
    assert "まとめて計画する" not in shown(desk.get("/console/board/"))


def test_one_press_applies_what_was_read(cases, supervisor: Desk):
    plan = plan_in(shown(supervisor.get("/console/surge/plan/")))
    assert "計画を適用しました。3 件" in apply(supervisor, plan)
    with context.as_system():
        assert Planned.objects.filter(ended_at=None).count() == 3


def test_a_plan_of_another_moment_is_refused_with_a_sentence(
    cases, supervisor: Desk, small_world: World
):
    plan = plan_in(shown(supervisor.get("/console/surge/plan/")))
    with context.as_system():
        case_services.advance(
            cases[0].pk, event="ResidentCancelled", actor=door.operator(small_world), now=NOW
        )
    assert "計画を立て直してから適用してください" in apply(supervisor, plan)
    with context.as_system():
        assert not Planned.objects.exists()


@pytest.mark.parametrize("plan", ["", "forged:plan:x"])
def test_a_forged_plan_is_refused_with_a_sentence(cases, supervisor: Desk, plan: str):
    assert "計画を立て直してから適用してください" in apply(supervisor, plan)


def test_a_plan_of_another_company_is_not_applied(cases, supervisor: Desk, small_world: World):
    from django.core import signing

    from kaketsuke.web.console.surge import SALT

    foreign = {"company": str(small_world.other_company.pk), "queues": [], "fingerprint": ""}
    plan = signing.dumps(foreign, salt=SALT)
    assert supervisor.post("/console/surge/apply/", plan=plan).status_code == 403


def test_without_a_case_the_page_says_so(supervisor: Desk):
    page = shown(supervisor.get("/console/surge/plan/"))
    assert "いま作業員を探している案件はありません" in page


def test_without_a_technician_it_says_what_to_do_and_why(cases, supervisor: Desk):
    with context.as_system():
        Shift.objects.all().delete()
    page = shown(supervisor.get("/console/surge/plan/"))
    assert "いま行ける作業員がいません" in page
    assert "勤務時間ではありません" in page


def test_an_operator_does_not_plan(cases, desk: Desk):
    for path in ("/console/surge/", "/console/surge/plan/"):
        assert desk.get(path).status_code == 403
    assert desk.post("/console/surge/apply/").status_code == 403


def test_in_english_nothing_is_left_in_japanese(cases, supervisor: Desk):
    english(supervisor.client)
    assert unmarked(supervisor.get("/console/surge/")) == []
    assert unmarked(supervisor.get("/console/surge/plan/")) == []
