"""Who can go, in which order and why, and why the others cannot: in words, in both languages."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import services as dispatch_services
from tests import world
from tests.web.console.conftest import Desk, ask_as_sato, shown
from tests.web.console.test_cases import become_unfilled
from tests.web.test_english import english, unmarked
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(desk: Desk, small_world: World) -> Case:
    asked = ask_as_sato(desk, small_world)
    desk.post(f"{asked.path}accept/")
    return Case.objects.get()


def path_of(case: Case) -> str:
    return f"/console/cases/{case.pk}/candidates/"


def test_the_order_has_every_factor_in_words(case: Case, desk: Desk):
    page = shown(desk.get(path_of(case)))
    assert page.index("森 健") < page.index("林 真")
    for words in (
        "いちばん早く着ける作業員です",
        "引き受ける見込みは",
        "返事まで約",
        "移動の時間は距離からの見積りです",
    ):
        assert words in page
    assert "だれが行けるか、理由を見る" in shown(desk.get(f"/console/cases/{case.pk}/"))


def test_why_the_others_are_out_is_said(case: Case, desk: Desk, small_world: World):
    with context.as_system():
        dispatch_services.start_offers(case.pk, now=NOW)
        small_world.hayashi.papers_until = NOW.date().replace(year=2025)
        small_world.hayashi.save()
    page = shown(desk.get(path_of(case)))
    assert "証明書の期限が切れています" in page
    assert "この案件をすでに打診しました" in page
    assert "打診中" not in page or "いま打診できる作業員がいません" in page
    assert "選んだ理由" in shown(desk.get(f"/console/cases/{case.pk}/"))


def test_of_many_only_some_are_put_into_words_and_the_rest_is_counted(
    case: Case, desk: Desk, small_world: World
):
    with context.as_system():
        for number in range(15):
            world.add_technician(
                small_world.firm,
                family="見本",
                given=f"{number}",
                badge=f"M-{number}",
                latitude=35.71,
                now=NOW,
            )
    assert "ほかに 5 人います" in shown(desk.get(path_of(case)))


def test_a_case_that_seeks_nobody_says_so(case: Case, desk: Desk, small_world: World):
    become_unfilled(case)
    desk.act(f"/console/cases/{case.pk}/", "AssignedByHand", technician=str(small_world.mori.pk))
    assert "いまは作業員を探していません" in shown(desk.get(path_of(case)))


def test_another_companys_case_does_not_exist(case: Case, small_world: World):
    assert Desk(small_world.other_operator).get(path_of(case)).status_code == 404


def test_in_english_every_factor_is_english(case: Case, desk: Desk):
    desk.get(path_of(case))  # what was said at the steps before is read
    english(desk.client)
    response = desk.get(path_of(case))
    assert unmarked(response) == []
    assert "likely to accept" in shown(response)
