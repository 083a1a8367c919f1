"""The resident's page: opened by its link alone, honest about who comes and what it costs."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, Entry
from kaketsuke.money.models import Approval
from kaketsuke.residents import queries as resident_queries
from kaketsuke.residents import services as resident_services
from tests import door
from tests.web.resident.conftest import link_for, shown
from tests.world import NOW


def state(at):
    with context.as_system():
        return Case.objects.values_list("state", flat=True).get(pk=at.case.pk)


def test_each_state_is_one_sentence(client, go, link):
    assert "作業員を探しています" in shown(client, link)
    go("accept")
    assert "作業員が決まりました" in shown(client, link)
    go("depart")
    assert "作業員が向かっています" in shown(client, link)


def test_who_comes_is_named_with_badge_firm_and_code_word(client, at, go, link):
    go("accept")
    page = shown(client, link)
    for word in ("森 健", "T-001", "見本施錠サービス", at.case.code_word):
        assert word in page
    assert re.search(r"\d\d:\d\d〜\d\d:\d\d ごろ（あと約 \d+ 分）", page)


def test_the_costs_the_clause_and_the_complaint_path_are_on_the_page(client, link):
    page = shown(client, link)
    assert "60 分までの作業は無料" in page
    assert "188" in page
    assert "119" in page


def test_the_page_is_kept_out_of_caches_and_other_sites(client, link):
    answer = client.get(link)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize("path", ["", "stop/", "receipt/"])
def test_an_unknown_link_opens_nothing(client, at, path):
    page = shown(client, f"/t/{'x' * 43}/{path}", 404)
    assert "リンクの期限が過ぎました" in page
    assert "青葉ハイツ" not in page


def test_a_link_dies_a_day_after_the_end(client, at, go, link, moment):
    go("opened")
    go("settle")
    with context.as_system():
        case_services.close_when_done(at.case.pk, now=at.now)
    assert "作業が完了しました" in shown(client, link)
    moment[0] = at.now + timedelta(hours=23, minutes=59)
    shown(client, link)
    moment[0] = at.now + timedelta(hours=24)
    assert "リンクの期限が過ぎました" in shown(client, link, 410)


def test_a_link_shows_its_own_case_only_whoever_is_signed_in(at, link, people):
    staff = Client()
    staff.force_login(
        people.other_operator, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert "青葉ハイツ" in shown(staff, link)
    assert staff.get(f"/console/cases/{at.case.pk}/").status_code == 404


def test_stop_asks_once_and_halts_for_a_supervisor(client, at, go, link):
    go("accept")
    go("depart")
    page = shown(client, f"{link}stop/")
    assert "この出動を止めますか" in page
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    for _again in range(2):
        assert client.post(f"{link}stop/", {"key": key})["Location"] == link
    assert state(at) == "halted"
    assert "停止しています" in shown(client, link)
    with context.as_system():
        entry = Entry.objects.get(event="StopPressed")
    assert entry.actor_id == at.world.sato.pk


def test_another_registrant_may_stop_but_not_pay(client, at, go, flatmate):
    go("working")
    with context.as_system():
        estimate = at.estimate(("SP-1", 1))
    page = shown(client, flatmate)
    assert "覚えがない" in page
    assert "お見積り" not in page
    agreed = {"answer": "approve", "sheet": "electronic"}
    answer = client.post(f"{flatmate}estimate/{estimate.pk}/", agreed)
    assert answer.status_code == 404
    client.post(f"{flatmate}stop/", {"key": str(uuid.uuid4())})
    assert state(at) == "halted"


def test_a_registrant_who_moved_out_stops_nothing(client, at, go, flatmate):
    go("accept")
    with context.as_system():
        registrant = resident_queries.live_registrants(at.world.home.pk, NOW)[1]
        resident_services.move_out(registrant.registration_id, now=NOW)
    response = client.post(f"{flatmate}stop/", {"key": str(uuid.uuid4())}, follow=True)
    assert "このリンクは使えません" in response.content.decode()
    assert state(at) == "assigned"


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize(("word", "approved"), [("approve", True), ("decline", False)])
def test_the_estimate_is_answered_on_the_own_phone(client, at, go, link, word, approved):
    go("working")
    with context.as_system():
        estimate = at.estimate(("MAT-1", 3))
    page = shown(client, link)
    assert "10,998 円" in page
    assert "費用はかかりません" in page
    for _again in range(2):
        client.post(f"{link}estimate/{estimate.pk}/", {"answer": word, "sheet": "electronic"})
    with context.as_system():
        given = Approval.objects.get()
    assert (given.approved, given.how) == (approved, "own_phone")
    assert "お見積りへのお返事" not in shown(client, link)


@pytest.mark.clause("3.3")
def test_the_receipt_is_the_payers_alone(client, at, go, link, flatmate):
    go("opened")
    go("settle")
    page = shown(client, f"{link}receipt/")
    assert "領収書" in page
    assert "0 円" in page
    assert "見本施錠サービス" in page
    shown(client, f"{flatmate}receipt/", 404)


def test_a_borrowed_phone_never_shows_the_code_word(client, at, go, link):
    go("accept")
    with context.as_system():
        Case.objects.filter(pk=at.case.pk).update(phone_inside=True)
    page = shown(client, link)
    assert at.case.code_word not in page
    assert "受付がお電話でお伝えした" in page


def test_turned_away_says_what_to_do_and_that_nothing_is_charged(client, at, go, link):
    go("at_the_door")
    facts = {"attendee": {"role": "other", "present": True}}
    go("answer_check", facts=facts, code_word_said=True)
    assert "オーナー・管理会社の方が身分証を持って" in shown(client, link)


def test_after_opening_under_a_leave_the_document_is_asked_for(client, people, moment):
    with context.as_system():
        at = door.Door(people, door.open_case_under_leave(people))
        at.at_the_door()
        inside = {
            "attendee": {"role": "registrant", "present": True},
            "photo_id": {"kind": "locked_inside"},
        }
        at.answer_check(facts=inside, code_word_said=True)
        at.begin_work()
        at.open_door(method="non_destructive", lock_usable=True)
    moment[0] = at.now
    assert "身分証の確認が残っています" in shown(client, link_for(at, people.sato.pk))


def test_the_page_speaks_the_persons_language(client, at, link):
    with context.as_system():
        at.world.sato.language = "en"
        at.world.sato.save()
    assert '<html lang="en">' in shown(client, link)


def test_the_language_is_switched_without_a_form(client, link):
    assert client.get(f"{link}?language=en")["Location"] == link
    assert '<html lang="en">' in shown(client, link)


def test_the_link_alone_is_the_right_to_press(at, link):
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
    assert strict.post(f"{link}stop/", {"key": str(uuid.uuid4())}).status_code == 302
    assert state(at) == "halted"


def test_the_page_works_in_the_serving_role(as_app_role, client, at, go, link):
    go("working")
    with context.as_system():
        estimate = at.estimate(("MAT-1", 1))
    client.post(f"{link}estimate/{estimate.pk}/", {"answer": "approve", "sheet": "electronic"})
    with context.as_system():
        assert Approval.objects.get().approved
    client.post(f"{link}stop/", {"key": str(uuid.uuid4())})
    assert state(at) == "halted"


@pytest.mark.clause("3.2")
def test_the_page_names_the_numbers_and_whether_they_answer_now(client, link):
    page = shown(client, link)
    assert "0120-000-001" in page
    assert "いまは時間外" in page


def test_a_link_that_is_over_says_whom_to_call(client, link):
    page = shown(client, f"{link[:-4]}xyz/", status=404)
    assert "お電話の窓口" in page
    assert "0120-" in page
