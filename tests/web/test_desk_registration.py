"""The counter enters from signed paper, the telephone from what was said; the clerk is kept."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.accounts.models import User
from kaketsuke.audit.models import Entry
from kaketsuke.intake import notices as intake_notices
from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify.queries import ShownMessage
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Owner
from kaketsuke.people import services as people_services
from kaketsuke.residents import limits, queries, services
from kaketsuke.residents.models import Guardianship, Invitation, OneTimeCode, Registration
from kaketsuke.residents.services import Address, Asked
from tests.pages import signed_in
from tests.residents import rows
from tests.web.join.conftest import at_the_time, figures, make_letter, town
from tests.world import NOW, World, add_account, add_resident, viewer

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


def test_an_owner_who_is_a_person_is_named_with_the_number_to_ask(town: World, clerk: User):
    with context.as_system():
        person = add_resident(
            town.company, family="大家", given="一", kind="owner", phone="090-0000-0801"
        )
        natural = Owner.objects.create(
            company=town.company, kind="owner", legal_person=False, person_id=person.pk
        )
        party_services.attach_owner(town.building, owner=natural, now=NOW)
        Registration.objects.update(proof=None)
    page = signed_in(clerk).get("/registrations/").content.decode()
    assert '大家 一 <span class="figures phone-number">090-0000-0801</span>' in page


@pytest.mark.clause("2.2")
def test_figures_that_were_read_back_prove_the_number(town: World):
    """A number on the owner's roster then proves the home too, as it does on the web."""
    with context.as_system():
        line = services.Invitee(town.next_door.pk, name="青木 一郎", phone="+819000000297")
        rows.invite(line, told_by_id=town.owner.pk, now=NOW)
    client = signed_in(town.operator)
    said = {**SAID, "phone": "090-0000-0297"}
    code = _sent(client, phone=said["phone"])
    wrong = client.post("/registrations/new/phone/", {**said, "code": "000000"})
    assert wrong.status_code == 422
    assert "この確認コードは使えません" in wrong.content.decode()
    assert client.post("/registrations/new/phone/", {**said, "code": code}).status_code == 302
    assert made(town.next_door.pk).proof == "roster"
    assert may_sign_in("+819000000297")


WRITTEN = "+819000000298"


@pytest.fixture
def written_down(town: World) -> Registration:
    """A registration by telephone whose number nobody has proven."""
    said = {**SAID, "phone": "090-0000-0298", "email": "aoki@example.jp"}
    answer = signed_in(town.operator).post("/registrations/new/phone/", said, follow=True)
    assert "電話番号は確かめていません" in answer.content.decode()
    return made(town.next_door.pk)


def told_to(person_id: UUID) -> list[ShownMessage]:
    with context.as_system():
        return notify_queries.about("person", [person_id])


@pytest.mark.clause("4.8c")
def test_a_number_that_nobody_proved_is_told_nothing_of_anybody(written_down: Registration):
    told = told_to(written_down.person_id)
    assert [each.template for each in told] == ["contact_to_be_proven"] * 2  # phone and e-mail
    for each in told:
        assert not any(word in each.body for word in ("青木", "青葉", "204"))
        assert "/my/" in each.body
    with context.as_system():
        services.move_out(written_down.pk, now=NOW + timedelta(minutes=1))
    assert {each.template for each in told_to(written_down.person_id)} == {"contact_to_be_proven"}


def first_entry(number: str, **said: str) -> tuple[Client, Any]:
    """Sign in with a number for the first time: code, name and room."""
    client = Client()
    client.post("/my/sign-in/", {"reached": number})
    client.post("/my/sign-in/code/", {"code": figures()})
    answer = client.post("/my/sign-in/first/", {"name": "青木　一郎", "room": "２０４号室", **said})
    return client, answer


@pytest.mark.clause("2.2")
def test_the_registrant_proves_the_number_at_the_first_sign_in(
    town: World, written_down: Registration
):
    client, answer = first_entry(WRITTEN)
    assert answer.status_code == 302
    page = client.get("/my/").content.decode()
    assert "青木 一郎 さん" in page
    # What could not be said before is said now.
    assert told_to(written_down.person_id)[-1].template == "registered_pending"
    assert may_sign_in(WRITTEN)
    assert first_entry(WRITTEN)[1].status_code == 302  # now like anybody else


@pytest.mark.clause("2.2")
@pytest.mark.parametrize("said", [{"name": "佐藤 花子"}, {"room": "203"}, {"name": "青木"}])
def test_a_number_written_down_wrongly_gives_a_stranger_no_account(
    town: World, written_down: Registration, said: dict[str, str]
):
    client, answer = first_entry(WRITTEN, **said)
    assert answer.status_code == 422
    assert "入れません" in answer.content.decode()
    assert client.get("/my/").status_code == 302
    for _each in range(5):
        answer = client.post("/my/sign-in/first/", {"name": "見知 太郎", "room": "204"})
    right = client.post("/my/sign-in/first/", {"name": "青木 一郎", "room": "204"})
    assert right.status_code == 422
    assert "1 時間ほどおいて" in right.content.decode()


def test_a_number_proven_by_another_of_the_home_does_not_open_the_account(
    town: World, written_down: Registration
):
    """A couple with one phone: whoever proved it is asked who they are."""
    with context.as_system():
        people_services.prove_contact(town.sato.pk, kind="phone", value=WRITTEN, now=NOW)
    client = Client()
    client.post("/my/sign-in/", {"reached": WRITTEN})
    answer = client.post("/my/sign-in/code/", {"code": figures()})
    assert answer["Location"] == "/my/sign-in/who/"
    page = client.get("/my/sign-in/who/").content.decode()
    assert "佐藤" in page
    assert "青木" not in page
    assert "はじめて入る" in page


@pytest.mark.clause("2.2")
def test_the_desk_proves_a_number_later(
    town: World, written_down: Registration, at_the_time: list[datetime]
):
    client = signed_in(town.operator)
    path = f"/registrations/{written_down.pk}/number/"
    assert path in client.get("/registrations/").content.decode()
    assert "090-0000-0298" in client.get(path).content.decode()
    assert client.post(path, {"send_code": "1"}).status_code == 302
    code = figures()
    again = client.post(path, {"send_code": "1"}, follow=True).content.decode()
    assert "1 分たってから" in again
    assert client.post(path, {"code": "0000001"}).status_code == 422
    assert client.post(path, {"code": code}).status_code == 302
    assert may_sign_in(WRITTEN)
    assert client.get(path).status_code == 404
    assert path not in client.get("/registrations/").content.decode()
    with context.as_system():
        chain = Entry.objects.filter(subject_id=written_down.pk).order_by("seq")
        assert [each.kind for each in chain] == ["Registered", "NumberProven"]


def test_no_other_desk_and_no_other_registration_is_reached_with_the_figures(
    town: World, written_down: Registration
):
    path = f"/registrations/{written_down.pk}/number/"
    assert signed_in(town.other_operator).get(path).status_code == 404
    assert signed_in(town.stranger).get(path).status_code == 403
    assert signed_in(town.operator).post(path, {"code": "123456"}).status_code == 422


@pytest.mark.clause("2.2")
def test_a_wrong_number_is_replaced_at_the_counter_on_sight_of_a_document(
    town: World, clerk: User, written_down: Registration
):
    path = f"/registrations/{written_down.pk}/number/"
    other = {"send_other": "1", "phone": "090-0000-0397"}
    assert "書き留めた番号が違うとき" not in signed_in(town.operator).get(path).content.decode()
    assert signed_in(town.operator).post(path, other).status_code == 422
    client = signed_in(clerk)
    assert "身分証を確かめて" in client.post(path, other).content.decode()
    assert client.post(path, {**other, "seen": "on"}).status_code == 302
    assert client.post(path, {"code": figures()}).status_code == 302
    assert may_sign_in("+819000000397")
    assert not may_sign_in(WRITTEN)


@pytest.mark.clause("2.2")
def test_the_roster_waits_for_the_number_and_then_proves_the_home(town: World):
    with context.as_system():
        line = services.Invitee(town.next_door.pk, name="青木 一郎", phone=WRITTEN)
        rows.invite(line, told_by_id=town.owner.pk, now=NOW)
    said = {**SAID, "phone": "090-0000-0298"}
    signed_in(town.operator).post("/registrations/new/phone/", said)
    assert made(town.next_door.pk).proof is None
    first_entry(WRITTEN)
    assert made(town.next_door.pk).proof == "roster"
    with context.as_system():
        assert not Invitation.objects.exists()
        told = notify_queries.about("person", [made(town.next_door.pk).person_id])
    assert told[-1].template == "registered"


@pytest.mark.clause("A1.2")
def test_of_a_request_an_unproven_number_hears_without_home_and_link(
    town: World, written_down: Registration
):
    with context.as_system():
        services.confirm_by_owner(written_down.pk, actor=viewer(town.supervisor).actor, now=NOW)
        for template in ("case_opened", "technician_on_the_way"):
            intake_notices.tell_registrants(
                town.next_door.pk,
                template=template,
                subject_kind="case",
                subject_id=written_down.pk,
                company_id=town.company.pk,
                parameters={"number": "K-1", "building": "青葉ハイツ", "room": "204"},
                link_for=lambda _person: "https://example.jp/t/secret",
                now=NOW,
            )
        (told,) = notify_queries.about("case", [written_down.pk])
    assert told.template == "request_at_unproven_number"
    assert "0120-000-001" in told.body
    assert not any(word in told.body for word in ("青葉", "204", "http"))


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


@pytest.mark.clause("2.2")
def test_the_office_ends_what_a_guardian_may_do(town: World, clerk: User):
    born = {"minor_family": "青木", "minor_given": "蓮", "minor_born_on": "２０１２/４/１"}
    paper = {**SAID, **born, "paper_reference": "紙-9"}
    client = signed_in(clerk)
    assert client.post("/registrations/new/counter/", paper).status_code == 302
    page = client.get("/registrations/guardians/").content.decode()
    assert "青木 蓮" in page
    assert "2030年4月1日" in page
    with context.as_system():
        path = f"/registrations/guardians/{Guardianship.objects.get().pk}/end/"
    assert signed_in(town.operator).post(path).status_code == 403
    assert signed_in(town.other_operator).post(path).status_code in (403, 404)
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 404
    assert "青木 蓮" not in client.get("/registrations/guardians/").content.decode()
    grown = {**paper, "minor_born_on": "1990-01-01", "minor_given": "凛"}
    answer = client.post("/registrations/new/counter/", grown)
    assert answer.status_code == 422


def test_a_busy_centre_is_not_shut_out_by_its_own_address(town: World, clerk: User):
    """Thirty codes an hour are one clerk's, not those of everybody behind one address."""
    with context.as_system():
        for _each in range(limits.LIMITS["code.source"].most):
            limits.count("code.source", "127.0.0.1", now=NOW)
    _sent(signed_in(town.operator), phone="090-0000-0377")
