"""The counter enters from signed paper, the telephone from what was said; the clerk is kept."""

from datetime import datetime
from uuid import UUID

import pytest

from kaketsuke.accounts import context
from kaketsuke.accounts.models import User
from kaketsuke.residents import queries
from kaketsuke.residents.models import Registration
from tests.pages import signed_in
from tests.web.join.conftest import at_the_time, make_letter, town
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
