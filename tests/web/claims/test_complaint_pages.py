"""Complaints at the desk and at the signed address, from the form to the answer."""

import uuid
from copy import copy
from typing import Any

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.cases import services as case_services
from kaketsuke.claims import doors, services
from kaketsuke.claims.doors import Door
from kaketsuke.claims.models import Complaint
from kaketsuke.database import ids
from tests.claims.conftest import Claims
from tests.web.console.conftest import Desk, shown
from tests.world import NOW

pytestmark = pytest.mark.django_db
LIST = "/claims/complaints/"


@pytest.fixture
def complaint(here: Claims) -> Complaint:
    with context.as_system():
        return services.open_complaint(
            "refusal",
            words="本人なのに断られました。",
            channel="phone",
            request_id=here.refused.pk,
            person_id=here.world.sato.pk,
            actor=here.by_operator,
            now=NOW,
        )


def state(complaint: Complaint) -> str:
    with context.as_system():
        return Complaint.objects.values_list("state", flat=True).get(pk=complaint.pk)


def path_of(complaint: Complaint) -> str:
    return f"/c/{doors.token_of(services.door_of(complaint))}/"


def test_the_operator_takes_it_in_and_the_claims_desk_answers(here: Claims) -> None:
    operator = Desk(here.world.operator)
    form = f"{LIST}about/case/{here.case.pk}/"
    assert "188" in shown(operator.get(form))
    assert operator.post(form, about="bill", channel="phone").status_code == 422
    sent = operator.post(form, about="bill", channel="phone", words="聞いた額より高い")
    assert sent.status_code == 302
    page = shown(operator.get(sent["Location"]))
    assert "聞いた額より高い" in page
    assert "自分が担当する" not in page
    desk = Desk(here.handler)
    assert "C-1" in shown(desk.get(LIST))
    do = f"{sent['Location']}do/"
    assert "まだ担当がいません" in shown(desk.get(sent["Location"]))
    early = shown(desk.post(f"{do}answer/", words="早すぎた答え"), 422)
    assert "いまの状態ではできません" in early
    assert "早すぎた答え" in early
    assert desk.post(f"{do}take/").status_code == 302
    assert "お答えを書いて送ってください" in shown(desk.get(sent["Location"]))
    long = "長" * 5000
    page = shown(desk.post(f"{do}answer/", words=long), 422)
    assert "いま 5000 文字" in page
    assert long in page
    assert desk.post(f"{do}answer/", words="").status_code == 422
    desk.post(f"{do}answer/", words="確認しました。")
    assert "ご納得を待つ" in shown(desk.get(LIST))
    page = shown(desk.get(sent["Location"]))
    assert "2026年12月6日（日）" in page
    assert "に自動で終わります" in page
    assert "お答え済み" in page
    assert "確認しました。" in page
    desk.post(f"{do}close/")
    assert "お申し出はありません" in shown(desk.get(LIST))


@pytest.mark.clause("4.7")
def test_an_appeal_leads_the_supervisor_into_a_new_interview(
    here: Claims, complaint: Complaint
) -> None:
    supervisor = Desk(here.world.supervisor)
    assert "もう一度判断する" in shown(supervisor.get(f"{LIST}{complaint.pk}/"))
    answer = supervisor.post(f"{LIST}{complaint.pk}/do/appeal/")
    assert answer["Location"].startswith("/console/requests/")
    assert supervisor.get(answer["Location"]).status_code == 200
    assert "新しい要請を見る" in shown(supervisor.get(f"{LIST}{complaint.pk}/"))


def test_a_declined_request_offers_the_complaint(here: Claims) -> None:
    operator = Desk(here.world.operator)
    form = f"{LIST}about/refusal/{here.refused.pk}/"
    assert form in shown(operator.get(f"/console/requests/{here.refused.pk}/"))
    assert operator.post(form, channel="phone", words="納得できない").status_code == 302
    assert operator.get(f"{LIST}about/refusal/{uuid.uuid4()}/").status_code == 404
    assert operator.get(f"{LIST}about/visit/{here.case.pk}/").status_code == 404


def test_the_page_of_a_case_leads_to_the_form_and_the_form_to_the_answer(here: Claims) -> None:
    with context.as_system():
        token = case_services.make_link(here.case.pk, here.world.sato.pk, now=NOW)
    client: Any = Client()
    assert f"/t/{token}/complaint/" in shown(client.get(f"/t/{token}/"))
    form = client.get(f"/t/{token}/complaint/")["Location"]
    page = shown(client.get(form))
    assert "188" in page
    assert "佐藤" not in page
    assert client.post(form, {"words": "ひどい"}).status_code == 422
    key = str(uuid.uuid4())
    sent = [
        client.post(form, {"about": "visit", "words": "ひどい", "key": key})["Location"]
        for _twice in range(2)
    ]
    assert Complaint.objects.count() == 0  # nobody sees it without a right
    with context.as_system():
        complaint = Complaint.objects.get()
        services.take_complaint(complaint.pk, actor=here.by_handler, now=NOW)
    assert "確認しています" in shown(client.get(sent[0]))
    with context.as_system():
        services.answer_complaint(
            complaint.pk, words="返金します。", actor=here.by_handler, now=NOW
        )
    page = shown(client.get(sent[1]))
    assert "返金します。" in page
    client.post(sent[0], {"what": "not_content", "words": ""})
    assert state(complaint) == "answered"
    client.post(sent[0], {"what": "not_content", "words": "まだ違います"})
    assert state(complaint) == "in_hand"
    client.post(sent[0], {"what": "nonsense"})
    client.post(sent[0], {"what": "withdraw", "words": "もう結構です"})
    assert state(complaint) == "withdrawn"


def test_a_refusal_is_complained_about_without_an_account(here: Claims) -> None:
    token = doors.token_of(Door("refusal", here.refused.pk))
    client: Any = Client()
    page = shown(client.get(f"/c/{token}/"))
    assert "2026-11-22" in page
    sent = client.post(f"/c/{token}/", {"words": "本人です", "reply_to": "０９０-0000-0999"})
    assert sent.status_code == 302
    assert client.post(f"/c/{token}/", {"words": "本人です", "reply_to": "119"}).status_code == 422


def test_a_forged_address_looks_like_a_dead_one_and_every_answer_is_unlisted(
    here: Claims, complaint: Complaint
) -> None:
    client: Any = Client()
    for path, status in ((path_of(complaint), 200), ("/c/forged/", 404)):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
    token = doors.token_of(Door("case", uuid.uuid4()))
    assert client.get(f"/c/{token}/").status_code == 404
    assert client.get(f"{path_of(complaint)}?language=en").status_code == 302


def test_others_see_and_do_nothing(here: Claims, complaint: Complaint) -> None:
    page = f"{LIST}{complaint.pk}/"
    for account in (here.world.mori_account, here.world.stranger):
        assert Desk(account).get(LIST).status_code == 403
        assert Desk(account).get(page).status_code == 403
        assert Desk(account).post(f"{page}do/take/").status_code == 403
    elsewhere = Desk(here.world.other_operator)
    assert elsewhere.get(page).status_code == 404
    assert elsewhere.post(f"{page}do/take/").status_code == 404
    assert elsewhere.get(f"{LIST}about/case/{here.case.pk}/").status_code == 404


def test_what_cannot_be_done_is_said_and_late_ones_stand_out(
    here: Claims, complaint: Complaint, at_the_time: list[object]
) -> None:
    operator = Desk(here.world.operator)
    answer = operator.client.post(f"{LIST}{complaint.pk}/do/take/", follow=True)
    assert "あなたの役割ではできません" in answer.content.decode()
    assert operator.post(f"{LIST}{complaint.pk}/do/burn/").status_code == 404
    with context.as_system():
        Complaint.objects.update(alarm_at=NOW, due_at=NOW)
    assert "今日、期限を過ぎました" in shown(operator.get(LIST))


def test_the_list_needs_as_many_queries_for_many_as_for_one(
    here: Claims, complaint: Complaint, django_assert_max_num_queries: Any
) -> None:
    with context.as_system():
        for _each in range(3):
            services.open_complaint(
                "visit", words="x", channel="phone", case_id=here.case.pk,
                actor=here.by_operator, now=NOW,
            )  # fmt: skip
    desk = Desk(here.handler)
    with django_assert_max_num_queries(13):
        shown(desk.get(LIST))
    with context.as_system():
        more = [copy(complaint) for _each in range(100)]
        for number, each in enumerate(more, 5_000):
            each.pk, each.number = ids.new_id(), number
        Complaint.objects.bulk_create(more)
    with django_assert_max_num_queries(13):
        page = shown(desk.get(LIST))
    assert "104 件のうち 1〜100 件目" in page
    assert "104 件のうち 101〜104 件目" in shown(desk.get(LIST, page="2"))
