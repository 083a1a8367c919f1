"""Who may see the console: asked on the server for every address."""

import uuid

import pytest
from django.test import Client

from tests import pages
from tests.web.console.conftest import Desk, ask_as_sato, shown
from tests.world import World

pytestmark = pytest.mark.django_db
SOME = uuid.UUID(int=7)
PAGES = [
    "/console/",
    "/console/queue/",
    "/console/board/",
    "/console/outbox/",
    f"/console/requests/{SOME}/",
    f"/console/cases/{SOME}/",
    f"/console/cases/{SOME}/live/",
    f"/console/requests/{SOME}/flag/",
    "/console/flags/",
    f"/console/flags/{SOME}/",
]
STEPS = [
    "/console/calls/",
    f"/console/requests/{SOME}/facts/",
    f"/console/requests/{SOME}/caller/",
    f"/console/requests/{SOME}/attendant/",
    f"/console/requests/{SOME}/accept/",
    f"/console/requests/{SOME}/decline/",
    f"/console/requests/{SOME}/refer/",
    f"/console/requests/{SOME}/allow/",
    f"/console/requests/{SOME}/refuse/",
    f"/console/requests/{SOME}/do/solved/",
    f"/console/cases/{SOME}/do/Resumed/",
    f"/console/cases/{SOME}/note/call_tried/",
    f"/console/cases/{SOME}/follow-ups/{SOME}/",
    f"/console/outbox/{SOME}/retry/",
    f"/console/flags/{SOME}/confirm/",
    f"/console/flags/{SOME}/end/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_is_asked_to_sign_in(path: str, small_world: World):
    assert Client().get(path)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("account", ["mori_account", "stranger"])
@pytest.mark.parametrize("path", PAGES)
def test_technicians_and_strangers_see_no_page(path: str, account: str, small_world: World):
    assert Desk(getattr(small_world, account)).get(path).status_code == 403


@pytest.mark.parametrize("account", ["mori_account", "stranger"])
@pytest.mark.parametrize("path", STEPS)
def test_technicians_and_strangers_take_no_step(path: str, account: str, small_world: World):
    assert Desk(getattr(small_world, account)).post(path).status_code == 403


@pytest.mark.parametrize("path", STEPS)
def test_a_step_is_never_taken_by_a_link(path: str, desk: Desk):
    assert desk.get(path).status_code in (404, 405)


def test_another_company_does_not_find_request_or_case(desk: Desk, small_world: World):
    interview = ask_as_sato(desk, small_world)
    case = desk.post(f"{interview.path}accept/")["Location"]
    other = Desk(small_world.other_operator)
    assert other.get(interview.path).status_code == 404
    assert other.get(case).status_code == 404
    assert other.post(f"{case}do/ResidentCancelled/").status_code == 404
    assert "K-" not in pages.words(shown(other.get("/console/board/")))


def test_the_form_must_come_from_our_page(small_world: World):
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        small_world.operator, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.post("/console/calls/", {"number": ""}).status_code == 403
