"""Everybody begins where their work is."""

import re

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.services import GrantSpec
from tests.pages import faults_of_frame, signed_in
from tests.web.console.conftest import Desk, at_the_time, call, desk, shown, small_world
from tests.world import LONG_AGO, World

__all__ = ["at_the_time", "desk", "small_world"]  # the console's fixtures serve here too
pytestmark = pytest.mark.django_db


def test_the_door_of_the_product_leads_to_the_start_page(small_world: World):
    assert Client().get("/")["Location"] == "/start/"
    assert Client().get("/start/")["Location"].startswith("/accounts/login/")


def test_the_desk_sees_what_waits(desk: Desk):
    call(desk)
    page = shown(desk.get("/start/"))
    assert "受付" in page
    assert '<span class="figures">1</span>' in page


def test_a_technician_goes_straight_to_the_work(small_world: World):
    assert Desk(small_world.mori_account).get("/start/")["Location"] == "/field/"


def test_an_account_without_a_role_is_told_so(small_world: World):
    assert Desk(small_world.stranger).get("/start/").status_code == 403


def partner(*grants: GrantSpec) -> Desk:
    with context.as_system():
        user = account_services.make_account(
            "partner", label="相手先", password=None, grants=grants, now=LONG_AGO
        )
    return Desk(user)


def test_the_office_and_the_auditor_find_their_pages(small_world: World):
    office = partner(GrantSpec("office", company_id=small_world.company.pk))
    page = shown(office.get("/start/"))
    assert "/office/follow-ups/" in page
    assert 'href="/office/"' in page
    assert "/office/record/" not in page


ROLES = ("operator", "supervisor", "claims", "office", "privacy", "auditor")


@pytest.mark.parametrize("role", ROLES)
def test_whatever_the_menu_names_opens_and_is_named_once(small_world: World, role: str):
    member = partner(GrantSpec(role, company_id=small_world.company.pk))
    page = shown(member.get("/start/"))
    bar = re.findall(r'href="([^"]+)"', page.split('class="page-nav"')[1].split("</nav>")[0])
    cards = re.findall(r'class="place" href="([^"]+)"', page)
    assert bar == ["/start/", *cards]
    assert len(set(bar)) == len(bar)
    answers = {path: member.get(path) for path in cards}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        cards, 200
    )
    framed = {path: faults_of_frame(answer.content.decode()) for path, answer in answers.items()}
    assert framed == {path: [] for path in cards}


def test_who_works_alone_as_a_firm_finds_desk_and_phone(small_world: World):
    alone = partner(
        GrantSpec("contractor", firm_id=small_world.firm.pk),
        GrantSpec("technician", technician_id=small_world.mori.pk),
    )
    page = shown(alone.get("/start/"))
    assert 'class="place" href="/contractor/"' in page
    assert 'class="place" href="/field/"' in page


def test_a_contractor_finds_its_desk_and_reads_the_terms(small_world: World):
    page = shown(partner(GrantSpec("contractor", firm_id=small_world.firm.pk)).get("/start/"))
    assert 'class="place" href="/contractor/"' in page
    assert 'class="place" href="/terms/"' in page


def test_a_press_after_the_session_ended_leads_back_to_the_page_not_to_the_press(client, db):
    came_from = "http://testserver/console/?kept=1"
    response = client.post("/console/calls/", {"number": ""}, headers={"referer": came_from})
    assert response["Location"].endswith("?next=/console/%3Fkept%3D1")
    part = client.get(
        "/console/queue/", headers={"hx-request": "true", "hx-current-url": came_from}
    )
    assert part.status_code == 204
    assert part["HX-Redirect"] == response["Location"]


def test_who_may_not_open_a_page_can_sign_in_as_somebody_else(small_world: World):
    partly = partner(GrantSpec("contractor", firm_id=small_world.firm.pk))
    refused = partly.get("/console/")
    assert refused.status_code == 403
    assert 'action="/accounts/logout/"' in refused.content.decode()
    answer = partly.client.post("/accounts/logout/", {"next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"


def test_the_language_that_an_account_chose_is_kept_for_what_is_written_to_it(small_world: World):
    for chosen, kept in (("en", "en"), ("xx", "en"), ("ja-easy", "ja-easy")):
        signed_in(small_world.operator).post(
            "/i18n/setlang/", {"language": chosen, "next": "/start/"}
        )
        small_world.operator.refresh_from_db()
        assert small_world.operator.language == kept
    answer = Client().post("/i18n/setlang/", {"language": "en", "next": "/terms/"})
    assert (answer.status_code, answer.cookies["django_language"].value) == (302, "en")
    assert Client().get("/i18n/setlang/").status_code == 405
