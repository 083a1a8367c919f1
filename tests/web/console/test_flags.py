"""A supervisor records, another confirms, and each record is ended with a reason."""

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.intake.models import Flag
from tests.web.console.conftest import Desk, ask_as_sato, shown
from tests.world import LONG_AGO, World

pytestmark = pytest.mark.django_db
FACTS = "深夜の迷惑な電話"


@pytest.fixture
def second(small_world: World) -> Desk:
    with context.as_system():
        user = account_services.make_account(
            "second",
            label="責任者二",
            password="架空のあいことば-9",
            grants=[GrantSpec("supervisor", company_id=small_world.company.pk)],
            now=LONG_AGO,
        )
    return Desk(user)


def record(desk: Desk, supervisor: Desk, small_world: World, *, ground: str) -> str:
    """Record a ground on a caller's page; return where that page is."""
    interview = ask_as_sato(desk, small_world)
    sent = {"ground": ground, "facts": FACTS, "review_on": "2027-02-01"}
    assert supervisor.post(f"{interview.path}flag/", **sent).status_code == 302
    return interview.path


@pytest.mark.clause("4.7.9")
def test_the_last_ground_waits_for_another_supervisors_sign_in(
    desk: Desk, supervisor: Desk, second: Desk, small_world: World
):
    path = record(desk, supervisor, small_world, ground="4.7.9")
    assert "確認待ち" in shown(supervisor.get(path))
    assert FACTS not in shown(desk.get(path))
    own = f"/console/flags/{Flag.objects.get().pk}/"
    assert "二人目として確認する" not in shown(supervisor.get(own))
    supervisor.post(f"{own}confirm/")
    assert "確認待ち" in shown(supervisor.get(own))
    assert "二人目として確認する" in shown(second.get(own))
    second.post(f"{own}confirm/")
    assert "確認待ち" not in shown(second.get(own))


def test_a_record_is_listed_with_its_review_day_and_ended_with_a_reason(
    desk: Desk, supervisor: Desk, small_world: World
):
    record(desk, supervisor, small_world, ground="protective")
    listed = shown(supervisor.get("/console/flags/"))
    assert "203" in listed
    assert FACTS not in listed
    own = f"/console/flags/{Flag.objects.get().pk}/"
    assert "理由を書いてください" in shown(supervisor.post(f"{own}end/", reason=""), 422)
    assert supervisor.post(f"{own}end/", reason="命令が終わったため").status_code == 302
    assert "続いている記録はありません" in shown(supervisor.get("/console/flags/"))
    assert supervisor.get(own).status_code == 404


def test_operators_and_other_companies_see_no_record(
    desk: Desk, supervisor: Desk, small_world: World
):
    record(desk, supervisor, small_world, ground="4.7.5")
    own = f"/console/flags/{Flag.objects.get().pk}/"
    for path in ("/console/flags/", own):
        assert desk.get(path).status_code == 403
        assert Desk(small_world.other_operator).get(path).status_code == 403


@pytest.mark.clause("4.7.8")
def test_a_breach_is_recorded_with_its_clause_reviewed_and_appealed(
    desk: Desk, supervisor: Desk, second: Desk, small_world: World
):
    path = f"{ask_as_sato(desk, small_world).path}flag/"
    sent = {"ground": "4.7.8", "facts": FACTS, "review_on": "2027-02-01", "until": "2027-03-01"}
    right = {**sent, "document": "重要事項説明書", "clause": "4.5"}
    for wrong, said in (
        ({"document": " "}, "どの書面に反したか"),
        ({"clause": ""}, "どの条項に反したか"),
        ({"review_on": "2026-11-21"}, "今日より後の二年以内"),
        ({"review_on": "9999-12-31"}, "今日より後の二年以内"),
        ({"until": "2027-01-31"}, "見直す日から十年以内"),
        ({"until": "9999-12-31"}, "見直す日から十年以内"),
        ({"facts": "長" * 5000}, "いま 5000 文字"),
    ):
        refused = supervisor.post(path, **{**right, **wrong}).content.decode()
        error = refused.split(f'id="id_{next(iter(wrong))}_error"')[1].split("</div>")[0]
        assert said in error
    supervisor.post(path, **sent, document="重要事項説明書", clause="4.5")
    own = f"/console/flags/{Flag.objects.get().pk}/"
    page = shown(supervisor.get(own))
    assert "重要事項説明書 4.5" in page
    assert (supervisor.user.label or supervisor.user.username) in page
    assert "異議が出ています" not in page
    assert supervisor.post(f"{own}note/review/", reason="").status_code == 422
    supervisor.post(f"{own}note/review/", reason="続ける", next_review_on="2027-04-01")
    supervisor.post(f"{own}note/appeal/", reason="人違いとのこと")
    assert "異議あり" in shown(supervisor.get("/console/flags/"))
    refused = shown(supervisor.post(f"{own}note/uphold/", reason="正しい"), 422)
    assert "別の責任者が判断してください" in refused
    second.post(f"{own}note/uphold/", reason="録音で確かめた")
    page = shown(second.get(own))
    assert "異議が出ています" not in page
    assert "録音で確かめた" in page
    assert second.post(f"{own}note/burn/", reason="x").status_code == 404


@pytest.mark.clause("4.7.7")
def test_frequent_calls_are_pointed_out_and_the_interview_goes_on(desk: Desk, small_world: World):
    for _each in range(4):
        desk.post("/console/calls/", number="090-0000-0203")
    interview = ask_as_sato(desk, small_world)
    page = interview.page()
    assert "24 時間に 5 回" in page
    assert "出動を手配する" in page
