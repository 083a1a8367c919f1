"""The interview asks what the rules ask, and shows nothing that the caller should say first."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaketsuke.accounts import context
from kaketsuke.audit.models import Access
from tests import pages, world
from tests.web.console.conftest import Desk, ask_as_sato, call, shown
from tests.world import World

pytestmark = pytest.mark.django_db


def test_danger_to_life_is_asked_before_anything_else(desk: Desk):
    response = desk.post("/console/calls/", number="090-0000-0203")
    page = shown(desk.get(response["Location"]))
    assert "危険な状態の方はいらっしゃいますか" in page
    assert "カードキーの紛失" not in page


def test_danger_shows_119_and_110_at_once(desk: Desk):
    response = desk.post("/console/calls/", number="")
    desk.post(f"{response['Location']}facts/", path="danger_to_life", value="true")
    page = shown(desk.get(response["Location"]))
    assert "119 番・110 番が先です" in page


def test_the_caller_says_name_and_room_before_the_screen_does(desk: Desk, small_world: World):
    interview = call(desk)
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", "resident")
    page = interview.page()
    assert small_world.building.name in page
    assert "佐藤" not in page
    assert "203" not in pages.words(page).replace("0000-0203", "")


@pytest.mark.clause("3.1")
def test_room_and_name_that_match_let_the_call_go_on(desk: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world)
    page = interview.page()
    assert "出動できます" in page
    assert "佐藤 花子" in page


@pytest.mark.clause("3.1")
def test_a_wrong_name_is_shown_as_no_match_without_the_right_one(desk: Desk, small_world: World):
    interview = call(desk, number="090-0000-9999")
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", "resident")
    answered = interview.say_who(small_world.building.pk, name="鈴木太郎")
    page = shown(answered, 422)
    assert answered["HX-Push-Url"] == "false"
    assert "登録と一致しません" in page
    assert "佐藤" not in page
    assert "鈴木太郎" in page


@pytest.mark.clause("4.7.1")
def test_an_impostor_is_declined_with_clause_sentence_and_a_way_on(desk: Desk, small_world: World):
    interview = call(desk, number="090-0000-9999")
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", "resident")
    interview.say_who(small_world.building.pk, name="鈴木太郎", go_on="1")
    page = interview.page()
    assert "お受けできません" in page
    assert "#c-4.7.1" in page
    assert "ご登録のご本人さまからお電話をお願いいたします" in page
    assert "188" in page


def test_kana_and_full_width_are_read(desk: Desk, small_world: World):
    interview = call(desk, number="０９０－００００－０２０３")
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", "resident")
    answered = interview.say_who(small_world.building.pk, room="２０３号室", name="佐藤　花子")
    assert answered.status_code == 302


def test_a_bad_number_keeps_what_was_typed_and_says_what_to_do(desk: Desk):
    page = shown(desk.post("/console/calls/", number="12"), 422)
    assert 'value="12"' in page
    assert "市外局番から" in page


def test_a_call_from_a_toll_free_number_goes_on_without_it(desk: Desk):
    page = shown(desk.post("/console/calls/", number="0120-000-000"), 422)
    assert "番号を空にして" in page
    assert "登録できません" not in page
    assert desk.post("/console/calls/", number="").status_code == 302


def test_buildings_are_found_by_a_part_of_their_name(desk: Desk, small_world: World):
    interview = call(desk, number="")
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", "resident")
    assert small_world.building.name not in interview.page()
    assert small_world.building.name in interview.page(q="青葉")


def test_an_answer_can_be_changed(desk: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world)
    assert "手元にある" in interview.page(ask="photo_id")
    interview.answer("photo_id", "none")
    assert "お受けできません" in interview.page()


def test_an_answer_outside_the_choices_changes_nothing(desk: Desk):
    interview = call(desk)
    refused = desk.post(f"{interview.path}facts/", path="cause", value="curiosity")
    assert refused.status_code == 422
    assert "curiosity" not in interview.page()


def test_a_fact_of_the_record_cannot_be_stated(desk: Desk):
    interview = call(desk)
    refused = desk.post(f"{interview.path}facts/", path="contract.status", value="active")
    assert refused.status_code == 422


def call_of_the_owner(desk: Desk, small_world: World, *, name: str, role: str = "owner"):
    interview = call(desk, number="")
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", role)
    return interview, interview.say_who(small_world.building.pk, name=name)


@pytest.mark.clause("3.1")
def test_an_owner_is_known_by_the_firm_and_must_say_why(desk: Desk, small_world: World):
    interview, known = call_of_the_owner(desk, small_world, name="見本不動産")
    assert known.status_code == 302
    interview.attend(f"owner::{small_world.owner.pk}")
    interview.answer("photo_id", "in_hand")
    assert "ご登録の居住者さまにも" in interview.page()
    shown(desk.post(f"{interview.path}accept/", owner_reason=""), 422)
    sent = desk.post(f"{interview.path}accept/", owner_reason="設備の点検")
    page = shown(desk.get(sent["Location"]))
    assert "登録者さまへ先にお知らせします" in page
    desk.post(f"{sent['Location']}note/call_tried/")
    assert "登録者への連絡が済みました" in shown(desk.get(sent["Location"]))


@pytest.mark.clause("2.1")
def test_a_registrant_who_objects_refers_the_owners_request(desk: Desk, small_world: World):
    interview, _known = call_of_the_owner(desk, small_world, name="見本不動産株式会社")
    interview.attend(f"owner::{small_world.owner.pk}")
    interview.answer("photo_id", "in_hand")
    assert "登録者さまに電話で確かめる" in interview.page()
    interview.answer("registrant_objects", "true")
    assert "責任者が判断します" in interview.page()


@pytest.mark.clause("A1.2.1")
def test_an_agent_without_a_mandate_is_declined(desk: Desk, small_world: World):
    interview, unknown = call_of_the_owner(desk, small_world, name="代理 太郎", role="owner_agent")
    assert unknown.status_code == 422
    interview.say_who(small_world.building.pk, name="代理 太郎", go_on="1")
    assert "お受けできません" in interview.page()


def test_only_those_on_record_can_be_named_as_attendant(desk: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world)
    interview.attend(f"registrant:{small_world.aoki.pk}:")
    assert "<dt>立会い</dt><dd" in interview.page()
    interview.attend("none")
    assert "お受けできません" in interview.page()


def test_each_answer_has_a_key(desk: Desk):
    page = call(desk).page()
    assert page.count('name="value"') == 7
    assert 'data-key="7"' in page


@pytest.mark.clause("2.1")
def test_another_cause_is_taken_only_with_what_it_is(desk: Desk):
    interview = call(desk)
    refused = desk.post(f"{interview.path}facts/", path="cause", value="other_lockout", note=" ")
    assert "どのような状況かを書いてください" in shown(refused, 422)
    long = "鍵穴に異物 " * 100
    cut = desk.post(f"{interview.path}facts/", path="cause", value="other_lockout", note=long)
    page = shown(cut, 422)
    assert "400 文字まで" in page
    assert long in page
    told = "鍵穴に異物が入っています"
    sent = desk.post(f"{interview.path}facts/", path="cause", value="other_lockout", note=told)
    assert sent.status_code == 302
    assert told in interview.page()


@pytest.mark.clause("3.2")
def test_the_numbers_to_give_out_stand_with_their_hours(desk: Desk):
    page = shown(desk.get("/console/"))
    assert "0120-000-002" in page
    assert "いまは時間外" in page


@pytest.mark.clause("4.8")
def test_whose_names_are_shown_is_recorded_before_there_is_a_case(desk: Desk, small_world: World):
    interview = call(desk)
    interview.answer("cause", "card_lost")
    interview.answer("requester.role", "resident")
    assert "佐藤" not in interview.page()
    assert not Access.objects.exists()
    interview.say_who(small_world.building.pk, name="佐藤花子")
    assert "佐藤" in interview.page()
    told = Access.objects.latest("at")
    assert (told.viewer_id, told.person_id) == (small_world.operator.pk, small_world.sato.pk)
    assert (told.purpose, told.ground, told.case_id) == ("call", "call", None)


@pytest.mark.clause("4.8")
def test_the_record_of_names_takes_one_statement_however_many_live_there(
    desk: Desk, small_world: World, django_assert_max_num_queries: Any
):
    interview = ask_as_sato(desk, small_world)
    with CaptureQueriesContext(connection) as alone:
        interview.page()
    with context.as_system():
        for each in range(3):
            other = world.add_resident(
                small_world.company, family="佐藤", given=f"次郎{each}",
                phone=f"090-0000-030{each}", email=f"jiro{each}@example.jp",
            )  # fmt: skip
            world.register(other, dwelling=small_world.home, terms=small_world.terms)
    before = Access.objects.count()
    with django_assert_max_num_queries(len(alone)):
        interview.page()
    assert Access.objects.count() == before + 4
