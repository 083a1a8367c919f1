"""What the desk and the supervisor decide, and that nobody else can."""

import pytest

from kaketsuke.cases.models import Case, Leave
from kaketsuke.intake.models import Request
from tests.web.console.conftest import Desk, Interview, ask_as_sato, call, shown
from tests.world import World

pytestmark = pytest.mark.django_db


def send(interview: Interview, what: str, desk: Desk | None = None, **sent: str):
    who = desk or interview.desk
    return who.post(f"{interview.path}{what}/", **{"seen": who.stand(interview.path), **sent})


def state_of(interview: Interview) -> str:
    return Request.objects.get(pk=interview.id).state


@pytest.mark.clause("3.1")
def test_accepting_opens_the_case_and_leads_to_its_page(desk: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world)
    response = send(interview, "accept")
    case = Case.objects.get()
    assert response["Location"] == f"/console/cases/{case.pk}/"
    page = shown(desk.get(response["Location"]))
    assert f"K-{case.number}" in page
    assert case.code_word in page
    assert "佐藤 花子" in page


def test_accepting_twice_opens_one_case(desk: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world)
    send(interview, "accept")
    shown(send(interview, "accept"), 409)
    assert Case.objects.count() == 1


def test_a_request_that_does_not_accept_opens_nothing(desk: Desk, small_world: World):
    interview = call(desk)
    page = shown(send(interview, "accept"), 409)
    assert "まだ判断に必要なことが残っています" in page
    assert not Case.objects.exists()


def test_a_refusal_keeps_the_words_that_were_told(desk: Desk):
    interview = call(desk)
    interview.answer("cause", "not_lockout")
    shown(send(interview, "decline", words_told=""), 422)
    send(interview, "decline", words_told="開錠以外はお受けできません。")
    request = Request.objects.get()
    assert (request.state, request.words_told) == ("declined", "開錠以外はお受けできません。")


@pytest.mark.clause("A1.2.2")
def test_a_document_inside_goes_to_a_supervisor_who_gives_a_leave(
    desk: Desk, supervisor: Desk, small_world: World
):
    interview = ask_as_sato(desk, small_world, photo_id="locked_inside")
    assert "責任者が判断します" in interview.page()
    send(interview, "refer", words_told="少々お待ちください")
    assert state_of(interview) == "referred"
    assert "特例許可になります" in shown(supervisor.get(interview.path))
    shown(send(interview, "allow", supervisor, reason=""), 422)
    response = send(interview, "allow", supervisor, reason="登録の電話で本人と確かめた")
    assert response.status_code == 302
    assert Leave.objects.get().issued_by_id == small_world.supervisor.pk


@pytest.mark.clause("A1.2.1")
def test_a_supervisor_decides_on_what_the_page_showed(
    desk: Desk, supervisor: Desk, small_world: World
):
    interview = ask_as_sato(desk, small_world, photo_id="locked_inside")
    send(interview, "refer", words_told="少々お待ちください")
    old_page = supervisor.stand(interview.path)
    interview.answer("photo_id", "in_hand")
    interview.answer("photo_id", "locked_inside")
    send(interview, "refer", words_told="少々お待ちください")
    for what in ("allow", "refuse"):
        sent = {"reason": "登録の電話で本人と確かめた", "seen": old_page}
        page = shown(
            supervisor.client.post(f"{interview.path}{what}/", sent, follow=True),
            409 if what == "allow" else 200,
        )
        assert "お話が変わりました" in page
        assert state_of(interview) == "referred"
    send(interview, "allow", supervisor, reason="登録の電話で本人と確かめた")
    assert Leave.objects.count() == 1


def test_the_operator_cannot_allow_a_referred_request(desk: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world, photo_id="locked_inside")
    send(interview, "refer", words_told="少々お待ちください")
    assert send(interview, "allow", reason="よい").status_code == 403
    assert send(interview, "refuse", reason="だめ").status_code == 403
    assert not Case.objects.exists()


def test_a_supervisor_cannot_allow_the_own_call(supervisor: Desk, small_world: World):
    interview = ask_as_sato(supervisor, small_world, photo_id="locked_inside")
    send(interview, "refer", words_told="少々お待ちください")
    assert "別の責任者が判断します" in interview.page()
    shown(send(interview, "allow", reason="急ぐため"), 409)
    assert not Case.objects.exists()


def test_a_supervisor_refuses_in_writing(desk: Desk, supervisor: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world, photo_id="locked_inside")
    send(interview, "refer", words_told="少々お待ちください")
    shown(send(interview, "refuse", supervisor, reason=""), 422)
    send(interview, "refuse", supervisor, reason="本人と確かめられない")
    assert state_of(interview) == "declined"
    page = interview.page()
    assert "お受けできません" in page
    assert "decision--decline" in page


def test_a_referred_caller_whose_facts_change_is_asked_again(desk: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world, photo_id="locked_inside")
    send(interview, "refer", words_told="少々お待ちください")
    assert "手元にある" in interview.page(ask="photo_id")
    interview.answer("photo_id", "in_hand")
    assert state_of(interview) == "asking"
    assert "出動を手配する" in interview.page()


@pytest.mark.clause("4.7.9")
def test_where_a_flag_stands_two_people_decide(desk: Desk, supervisor: Desk, small_world: World):
    first = ask_as_sato(desk, small_world)
    supervisor.post(
        f"{first.path}flag/", ground="protective", facts="命令の写しを確認", review_on="2027-02-01"
    )
    interview = ask_as_sato(desk, small_world)
    page = interview.page()
    assert "責任者が判断します" in page
    send(interview, "refer", words_told="確認いたしますので、少々お待ちください")
    shown(send(interview, "allow", supervisor, reason="本人と確認"), 409)


def test_a_broken_line_becomes_a_call_back_and_is_taken_up_again(desk: Desk):
    interview = call(desk)
    send(interview, "do/lost", number="090-0000-0777")
    assert state_of(interview) == "call_back"
    assert "090-0000-0777" in interview.page()
    send(interview, "do/reached")
    assert state_of(interview) == "asking"


def test_advice_that_helped_ends_the_call(desk: Desk):
    interview = call(desk)
    send(interview, "do/solved", helped="spare_key")
    assert state_of(interview) == "solved"


def test_a_second_caller_is_joined_to_the_open_case(desk: Desk, small_world: World):
    send(ask_as_sato(desk, small_world), "accept")
    second = ask_as_sato(desk, small_world)
    assert "進行中の案件があります" in second.page()
    send(second, "do/join")
    assert state_of(second) == "joined"
    assert Case.objects.count() == 1


def test_an_appeal_begins_a_new_request(desk: Desk):
    interview = call(desk)
    interview.answer("cause", "not_lockout")
    send(interview, "decline", words_told="お受けできません")
    response = send(interview, "do/appeal")
    assert response["Location"] != interview.path
    assert Request.objects.count() == 2


def test_a_second_call_from_the_same_home_is_joined_and_sends_nobody_twice(
    desk: Desk, small_world: World
):
    send(ask_as_sato(desk, small_world), "accept")
    again = ask_as_sato(desk, small_world)
    page = again.page()
    assert f"{again.path}do/join/" in page
    assert f"{again.path}accept/" not in page


def test_a_stranger_is_not_joined_to_the_case_of_a_home(desk: Desk, small_world: World):
    send(ask_as_sato(desk, small_world), "accept")
    stranger = call(desk, number="090-0000-9999")
    stranger.answer("cause", "card_lost")
    stranger.answer("requester.role", "resident")
    stranger.say_who(small_world.building.pk, name="鈴木 太郎", go_on="1")
    page = stranger.page()
    assert "進行中の案件があります" in page
    assert "この案件に加える" not in page
