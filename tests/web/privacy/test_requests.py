"""At the privacy desk a request goes from its arrival to its answer, in time and with reasons."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from kaketsuke.accounts import context
from kaketsuke.audit.models import Access
from kaketsuke.intake import services as intake_services
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import services as privacy_services
from kaketsuke.privacy.models import DataRequest
from tests import stories
from tests.web.console.conftest import Desk, shown
from tests.world import NOW, SATO_EMAIL, SATO_PHONE, World

pytestmark = pytest.mark.django_db
LIST = "/privacy/"


def followed(privacy: Desk, path: str, **sent: str) -> str:
    answer: Any = privacy.client.post(path, sent, follow=True)
    return shown(answer)


def opened(privacy: Desk, kind: str, *, phone: str = SATO_PHONE, **more: str) -> str:
    answer = privacy.post(
        f"{LIST}new/", kind=kind, channel="phone", phone=phone, applicant="佐藤花子", **more
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def granted(privacy: Desk, kind: str, **more: str) -> str:
    path = opened(privacy, kind, **more)
    privacy.post(f"{path}check/", how="call_back")
    privacy.post(f"{path}grant/", reasons="ご本人からの求めです。")
    return path


@pytest.mark.clause("4.10")
def test_a_disclosure_is_handed_over_as_pdf_and_as_data(privacy: Desk):
    path = opened(privacy, "disclosure")
    page = shown(privacy.get(path))
    assert "佐藤 花子" in page
    assert "利用者登録" in page
    assert privacy.get(f"{path}disclosure.json").status_code == 404  # nobody was identified yet
    privacy.post(f"{path}check/", how="call_back")
    privacy.post(f"{path}grant/", reasons="ご本人からの求めです。")
    answer = privacy.get(f"{path}disclosure.json")
    told = json.loads(b"".join(answer.streaming_content))
    assert SATO_EMAIL in json.dumps(told, ensure_ascii=False)
    text = _text(privacy.get(f"{path}disclosure.pdf").content)
    assert "佐藤 花子" in text
    assert SATO_EMAIL in text
    privacy.post(f"{path}carry_out/")
    assert "済み" in shown(privacy.get(path))
    assert "ご本人からの求めです。" in _text(privacy.get(f"{path}reply.pdf").content)


@pytest.mark.clause("4.8")
def test_who_looked_is_told_by_role_and_never_by_name(privacy: Desk, small_world: World):
    desk = Desk(small_world.operator)
    with context.as_system():
        case = stories.sato_is_helped(small_world)
    desk.get(f"/console/cases/{case.pk}/")
    path = granted(privacy, "disclosure")
    told = json.loads(b"".join(privacy.get(f"{path}disclosure.json").streaming_content))
    [looks] = [each for each in told["tables"] if each["table"] == "audit.Access"]
    assert looks["columns"]["viewer_role"] == "見た人の役割"
    assert {each["viewer_role"] for each in looks["rows"]} == {"operator", "privacy"}
    text = _text(privacy.get(f"{path}disclosure.pdf").content)
    for shown_role in ("オペレーター", "個人情報の担当"):
        assert shown_role in text
    everything = text + json.dumps(told, ensure_ascii=False)
    for account in (privacy.user, desk.user):
        assert str(account.pk) not in everything


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.clause("4.10")
def test_a_correction_is_made_and_the_old_word_stays(privacy: Desk, small_world: World):
    path = granted(privacy, "correction")
    same = {"family": "佐藤", "given": "花子", "kana": "", "romaji": ""}
    assert "違うところがありません" in shown(privacy.post(f"{path}correct/", **same), 422)
    privacy.post(f"{path}correct/", family="斎藤", given="花子", kana="", romaji="", phone="")
    with context.as_system():
        assert people_queries.names_of([small_world.sato.pk])[small_world.sato.pk].family == "斎藤"
    assert "訂正の記録" in shown(privacy.get(path))


@pytest.mark.clause("4.10")
def test_a_stop_keeps_data_from_owners(privacy: Desk, small_world: World):
    privacy.post(f"{granted(privacy, 'stop')}carry_out/")
    with context.as_system():
        given = privacy_services.record_provision(
            [small_world.sato.pk],
            recipient=privacy_services.Recipient("owner", small_world.owner.pk),
            items=["name"],
            ground="consent",
            actor=stories.supervisor(small_world),
            now=NOW,
        )
    assert given == frozenset()


@pytest.mark.clause("4.10")
def test_a_deletion_erases_and_says_what_stays(privacy: Desk, small_world: World):
    path = granted(privacy, "deletion")
    privacy.post(f"{path}carry_out/")
    page = shown(privacy.get(path))
    assert "消去済み" in page
    assert "佐藤 花子" not in page
    assert "同意: 3 件" in page.replace("\n", "")
    assert "同意" in _text(privacy.get(f"{path}reply.pdf").content)
    with context.as_system():
        assert people_queries.names_of([small_world.sato.pk]) == {}


@pytest.mark.clause("4.10")
def test_a_deletion_waits_while_a_case_is_open(privacy: Desk, small_world: World):
    with context.as_system():
        stories.sato_is_helped(small_world)
    path = opened(privacy, "deletion")
    privacy.post(f"{path}check/", how="call_back")
    page = shown(privacy.post(f"{path}grant/", reasons="はい、そうします"), 422)
    assert "対応中の案件" in page
    assert "はい、そうします" in page
    assert DataRequest.objects.get().state == "checked"


@pytest.mark.clause("4.10")
def test_a_caller_who_never_registered_is_served_by_number(privacy: Desk, small_world: World):
    with context.as_system():
        intake_services.open_call("090-7777-1234", actor=stories.operator(small_world), now=NOW)
    path = granted(privacy, "disclosure", phone="090-7777-1234")
    assert "登録のない方" in shown(privacy.get(path))
    told = json.loads(b"".join(privacy.get(f"{path}disclosure.json").streaming_content))
    assert [each["table"] for each in told["tables"]] == ["intake.Call", "privacy.DataRequest"]


@pytest.mark.clause("4.10")
def test_the_alarm_and_the_end_of_the_clock_are_seen(privacy: Desk, at_the_time: list[datetime]):
    opened(privacy, "disclosure")
    assert "あと 14 日" in shown(privacy.get(LIST))
    at_the_time[0] = NOW + timedelta(days=10)
    for where in (LIST, "/start/"):
        assert "あと 4 日" in shown(privacy.get(where))
    at_the_time[0] = NOW + timedelta(days=14)
    assert "今日まで" in shown(privacy.get(LIST))
    at_the_time[0] = NOW + timedelta(days=16)
    for where in (LIST, "/start/"):
        assert "2 日過ぎています" in shown(privacy.get(where))


@pytest.mark.clause("4.8a")
@pytest.mark.clause("4.8")
def test_whoever_looks_is_written_down_with_the_purpose(privacy: Desk, small_world: World):
    privacy.get(opened(privacy, "disclosure"))
    seen = Access.objects.filter(person_id=small_world.sato.pk).values_list("viewer_id", "purpose")
    assert (privacy.user.pk, "data_request") in set(seen)


def test_bad_input_is_told_and_nothing_is_opened(privacy: Desk):
    for wrong in ({}, {"kind": "disclosure", "channel": "phone", "phone": "12"}):
        assert "入力内容をご確認ください" in shown(privacy.post(f"{LIST}new/", **wrong), 422)
    path = opened(privacy, "disclosure")
    privacy.post(f"{path}check/", how="document")
    assert "判断の理由" in shown(privacy.post(f"{path}grant/", reasons=" "), 422)
    assert privacy.post(f"{path}nonsense/").status_code == 404


def test_only_the_privacy_desk_of_that_company_is_let_in(privacy: Desk, small_world: World):
    path = opened(privacy, "disclosure")
    for account in (small_world.operator, small_world.supervisor, small_world.mori_account):
        assert Desk(account).get(path).status_code == 403
    with context.as_system():
        DataRequest.objects.update(company_id=small_world.other_company.pk)
    assert privacy.get(path).status_code == 404
