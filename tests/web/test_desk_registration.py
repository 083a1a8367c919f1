"""The counter enters from signed paper, the telephone from what was said; the clerk is kept."""

from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.accounts.models import User
from kaketsuke.residents import queries, services
from kaketsuke.residents.models import OneTimeCode, Registration
from kaketsuke.residents.services import Address, Asked
from tests.pages import signed_in
from tests.web.join.conftest import at_the_time, figures, make_letter, town
from tests.world import NOW, World, add_account

__all__ = ["at_the_time", "town"]
pytestmark = pytest.mark.django_db

SAID = {
    "building": "ＡＯＢＡ－１",
    "room": "204号室",
    "family": "青木",
    "given": "一郎",
    "phone": "０９０-0000-0204",
    "language": "ja",
    "can_phone": "yes",
    "terms": "on",
    "provision": "on",
    "assignment": "on",
}


@pytest.fixture
def clerk(town: World) -> User:
    with context.as_system():
        return add_account("clerk", label="事務", role="office", company_id=town.company.pk)


def made(home: UUID) -> Registration:
    with context.as_system():
        return Registration.objects.get(dwelling=home)


@pytest.mark.clause("2.2")
@pytest.mark.clause("2.2b")
def test_the_counter_keeps_the_clerk_and_where_the_paper_lies(town: World, clerk: User):
    client = signed_in(clerk)
    path = "/registrations/new/counter/"
    assert "署名" in client.get(path).content.decode()
    assert client.post(path, SAID).status_code == 422  # the paper's number is missing
    assert client.post(path, {**SAID, "paper_reference": "紙-12"}).status_code == 302
    kept = made(town.next_door.pk)
    assert (kept.channel, kept.entered_by_id, kept.paper_reference, kept.proof) == (
        "counter",
        clerk.pk,
        "紙-12",
        None,
    )


@pytest.mark.clause("2.2")
def test_by_telephone_each_line_is_said_and_the_operator_is_kept(town: World):
    client = signed_in(town.operator)
    path = "/registrations/new/phone/"
    assert "いまのお電話の開錠のご要請には" in client.get(path).content.decode()
    for line in ("terms", "provision", "assignment"):
        said = {name: value for name, value in SAID.items() if name != line}
        assert client.post(path, said).status_code == 422
    said = {**SAID, "letter": make_letter(town.next_door.pk)}
    assert client.post(path, said).status_code == 302
    kept = made(town.next_door.pk)
    assert (kept.channel, kept.entered_by_id, kept.proof) == ("phone", town.operator.pk, "code")


def test_the_letter_of_another_home_is_refused(town: World):
    said = {**SAID, "letter": make_letter(town.home.pk)}
    answer = signed_in(town.operator).post("/registrations/new/phone/", said)
    assert answer.status_code == 422
    assert "このお部屋には使えません" in answer.content.decode()


def test_another_companys_building_is_not_found(town: World):
    answer = signed_in(town.other_operator).post("/registrations/new/phone/", SAID)
    assert answer.status_code == 422
    assert "建物コードは見つかりません" in answer.content.decode()
    assert signed_in(town.operator).get("/registrations/new/counter/").status_code == 404
    assert signed_in(town.operator).get("/registrations/new/fax/").status_code == 404


@pytest.mark.clause("2.2")
def test_the_owners_word_makes_it_usable_for_the_call_that_had_begun(
    town: World, at_the_time: list[datetime]
):
    signed_in(town.operator).post("/registrations/new/phone/", SAID)
    kept = made(town.next_door.pk)
    path = f"/registrations/{kept.pk}/confirm/"
    assert signed_in(town.operator).post(path).status_code == 403
    supervisor = signed_in(town.supervisor)
    page = supervisor.get("/registrations/").content.decode()
    assert "青木 一郎" in page
    assert "見本不動産株式会社" in page
    assert supervisor.post(path).status_code == 302
    assert supervisor.post(path).status_code == 404
    with context.as_system():
        before = NOW.replace(hour=1)
        assert (
            queries.registration_status(
                town.next_door.pk, None, at=before, usable_before=before, confirmed_before=NOW
            )
            == "registered"
        )
    assert "青木" not in signed_in(town.other_operator).get("/registrations/").content.decode()


def _sent(client: Client, **said: str) -> str:
    path = "/registrations/new/phone/"
    page = client.post(path, {**SAID, **said, "send_code": "1"}).content.decode()
    assert "確認コードを送りました" in page
    assert "青木" in page  # what was entered stays
    return figures()


def may_sign_in(number: str) -> bool:
    with context.as_system():
        code_id = services.ask_code(
            Address("phone", number, "ja"), Asked("sign_in", "198.51.100.7"), now=NOW
        )
        return services.send_code(code_id, now=NOW)


@pytest.mark.clause("2.2")
def test_figures_that_were_read_back_prove_the_number(town: World):
    """A number on the owner's roster then proves the home too, as it does on the web."""
    with context.as_system():
        line = services.Invitee(town.next_door.pk, name="青木 一郎", phone="+819000000297")
        services.invite_many([line], told_by_id=town.owner.pk, now=NOW)
    client = signed_in(town.operator)
    said = {**SAID, "phone": "090-0000-0297"}
    code = _sent(client, phone=said["phone"])
    wrong = client.post("/registrations/new/phone/", {**said, "code": "000000"})
    assert wrong.status_code == 422
    assert "この確認コードは使えません" in wrong.content.decode()
    assert client.post("/registrations/new/phone/", {**said, "code": code}).status_code == 302
    assert made(town.next_door.pk).proof == "roster"
    assert may_sign_in("+819000000297")


@pytest.mark.clause("2.2")
def test_a_number_written_down_wrongly_gives_a_stranger_no_account(town: World):
    client = signed_in(town.operator)
    said = {**SAID, "phone": "090-0000-0298"}
    page = client.post("/registrations/new/phone/", said, follow=True).content.decode()
    assert "電話番号は確かめていません" in page
    assert not may_sign_in("+819000000298")


def test_figures_sent_to_one_number_prove_no_other(town: World):
    client = signed_in(town.operator)
    said = {**SAID, "code": _sent(client), "phone": "090-0000-0299"}
    assert client.post("/registrations/new/phone/", said).status_code == 422
    with context.as_system():
        assert not Registration.objects.filter(dwelling=town.next_door).exists()


def test_no_code_is_sent_to_a_home_that_is_not_the_clerks(town: World):
    for client, said in (
        (signed_in(town.other_operator), SAID),
        (signed_in(town.operator), {**SAID, "room": "999"}),
        (signed_in(town.operator), {**SAID, "phone": "0120-000-000"}),
    ):
        answer = client.post("/registrations/new/phone/", {**said, "send_code": "1"})
        assert answer.status_code == 422
    with context.as_system():
        assert not OneTimeCode.objects.exists()


def test_the_same_form_sent_twice_registers_once(town: World):
    client = signed_in(town.operator)
    path = "/registrations/new/phone/"
    assert client.post(path, SAID).status_code == 302
    again = client.post(path, SAID)
    assert again.status_code == 422
    assert "すでに登録されています" in again.content.decode()
    made(town.next_door.pk)
    # Another person of the same home and phone is somebody else.
    assert client.post(path, {**SAID, "given": "次郎"}).status_code == 302
