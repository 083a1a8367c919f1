"""My page tells where one's own requests stand, and nothing of anybody else's."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.people import services as people_services
from kaketsuke.privacy import services
from kaketsuke.privacy.models import DataRequest
from tests import pages
from tests.web.join.conftest import at_the_time, town
from tests.web.test_my_page import signed_in
from tests.world import NOW, World, add_account, add_resident, register

__all__ = ["at_the_time", "town"]
pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.10")]
STAFF_NOTE = "声が若い、要注意"
REFUSED_FOR = "対応中のお申し出が終わるまで消去できません。"


@pytest.fixture
def desk(town: World) -> Actor:
    with context.as_system():
        user = add_account(
            "privacy", label="個人情報 担当花子", role="privacy", company_id=town.company.pk
        )
    return Actor(ActorRole.PRIVACY, user.pk)


@pytest.fixture
def sato(town: World) -> Client:
    return signed_in(town.sato.pk)


def asked(town: World, kind: str, *, channel: str = "my_page", **more: Any) -> DataRequest:
    own = Actor(ActorRole.RESIDENT, town.sato.pk)
    with context.as_system():
        return services.open_request(
            kind=kind, channel=channel, actor=own, person_id=town.sato.pk, now=NOW, **more
        )


def seen(client: Client, path: str = "/my/") -> str:
    return pages.words(client.get(path).content.decode())


def test_what_was_asked_stands_with_its_day_until_it_is_answered(
    town: World, sato: Client, at_the_time: list[Any]
):
    told = sato.post("/my/data/", {"kind": "disclosure", "words": "誰が見たか"}, follow=True)
    assert "これまでの求め" in pages.words(told.content.decode())
    page = seen(sato)
    for said in ("情報の開示", "お答えを準備中", "誰が見たか", "までにお答えします"):
        assert said in page
    at_the_time[-1:] = [NOW + timedelta(days=15)]
    assert "遅れていて申し訳ありません" in seen(sato)


def test_a_refusal_is_told_with_its_reason_and_the_way_on_and_nothing_internal(
    town: World, sato: Client, desk: Actor
):
    noted = asked(town, "deletion", channel="phone", words=STAFF_NOTE, applicant="佐藤花子")
    gone = asked(town, "correction")
    with context.as_system():
        services.refuse(noted.pk, reasons=REFUSED_FOR, actor=desk, now=NOW)
        services.withdraw(gone.pk, actor=desk, now=NOW)
    page = seen(sato)
    for said in (
        "情報の削除",
        "お断り",
        REFUSED_FOR,
        "個人情報保護委員会",
        "情報の訂正",
        "取り下げ",
    ):
        assert said in page
    for kept in (STAFF_NOTE, "担当花子"):
        assert kept not in page
    pdf = sato.get(f"/my/data/{noted.pk}/answer.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    letter = "".join(each.extract_text() for each in PdfReader(BytesIO(pdf.content)).pages)
    assert "お求めに応じられません" in letter
    # Nothing was decided of what was withdrawn.
    assert sato.get(f"/my/data/{gone.pk}/answer.pdf").status_code == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Received on"), ("ja-easy", "受（う）け取（と）りました")],
)
def test_it_is_told_in_english_and_in_easy_japanese(
    town: World, sato: Client, desk: Actor, language: str, said: str
):
    done = asked(town, "stop")
    with context.as_system():
        people_services.speak(town.sato.pk, language=language)
        services.grant(done.pk, reasons="As asked.", actor=desk, now=NOW)
    page = seen(sato)
    assert said in page
    assert "応じます" not in page
    assert "As asked." in page


def test_nobody_else_sees_it(town: World, sato: Client, desk: Actor):
    mine = asked(town, "stop", words="秘密の言葉")
    with context.as_system():
        services.grant(mine.pk, reasons="求めのとおりです。", actor=desk, now=NOW)
        # Even of the same home.
        other = add_resident(town.company, family="青木", given="次郎", phone="090-0000-0777")
        register(other, dwelling=town.home, terms=town.terms)
    other_client = signed_in(other.pk)
    for path in ("/my/", "/my/data/"):
        answer = other_client.get(path)
        assert "秘密の言葉" not in answer.content.decode()
        assert "これまでの求め" not in answer.content.decode()
    assert other_client.get(f"/my/data/{mine.pk}/answer.pdf").status_code == 404
    assert Client().get(f"/my/data/{mine.pk}/answer.pdf").status_code == 302
    assert sato.get(f"/my/data/{mine.pk}/answer.pdf").status_code == 200


def test_ten_requests_ask_no_more_questions_than_one(
    town: World, sato: Client, django_assert_max_num_queries: Any
):
    asked(town, "stop")
    sato.get("/my/data/")
    with django_assert_max_num_queries(60) as one:
        sato.get("/my/data/")
    for _each in range(9):
        asked(town, "correction")
    with django_assert_max_num_queries(len(one)):
        assert "P-" in seen(sato, "/my/data/")


def test_an_english_page_does_not_call_its_reader_in_japanese(town: World, sato: Client):
    with context.as_system():
        people_services.speak(town.sato.pk, language="en")
    for path in ("/my/", "/my/data/", "/"):
        assert "ご登録者" not in sato.get(path, follow=True).content.decode()
