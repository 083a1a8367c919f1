"""Accounts: made with the least that is needed, unlocked, signed out everywhere, ended."""

import re

import pytest
from django.test import Client

from kaketsuke.accounts import context
from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.models import User
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.parties import services as party_services
from tests.web.console.conftest import Desk, shown
from tests.world import LONG_AGO, NOW, World, viewer

pytestmark = pytest.mark.django_db
NEW = "/office/accounts/new/"


def make(office: Desk, w: World, **changed: object) -> str:
    """Make an operator's account; return the page that tells the password."""
    given = {
        "username": "midori", "label": "受付 みどり", "role": "operator",
        "companies": [str(w.company.pk)], "owner": "",
    }  # fmt: skip
    answer = office.post(NEW, **given | changed)
    assert answer.status_code == 200, answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    return str(answer.content.decode())


def password_on(page: str) -> str:
    found = re.search(r'<code class="figures">([^<]+)</code>', page)
    assert found
    return found[1]


def sign_in(password: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": "midori", "password": password})
    return client


def test_an_account_signs_in_with_the_password_told_once(office: Desk, small_world: World):
    password = password_on(make(office, small_world))
    client = sign_in(password)
    assert client.get("/console/").status_code == 200
    assert client.get("/office/").status_code == 403
    assert password not in shown(office.get("/office/accounts/"))


def test_what_is_missing_is_asked_for(office: Desk, small_world: World):
    given = {"username": "X", "label": "", "role": "operator"}
    page = shown(office.post(NEW, **given), 422)
    assert "3〜30 文字" in page
    assert "運営会社を一つ以上" in page
    owner = {"username": "owner9", "label": "オ", "role": "owner"}
    assert "オーナーを選んで" in shown(office.post(NEW, **owner), 422)
    taken = {
        "username": "operator", "label": "二", "role": "auditor",
        "companies": [str(small_world.company.pk)],
    }  # fmt: skip
    assert "すでに使われています" in shown(office.post(NEW, **taken), 422)


def test_nobody_gives_more_than_they_hold(office: Desk, small_world: World):
    given = {
        "username": "midori", "label": "み", "role": "operator",
        "companies": [str(small_world.other_company.pk)],
    }  # fmt: skip
    assert office.post(NEW, **given).status_code == 422
    assert office.post(NEW, **given | {"role": "technician"}).status_code == 422
    elsewhere = small_world.other_operator
    assert office.get(f"/office/accounts/{elsewhere.pk}/").status_code == 404
    own = f"/office/accounts/{office.user.pk}/"
    assert "ここでは変えられません" in shown(office.get(own))
    for what in ("role", "end", "sign-out"):
        assert office.post(f"{own}{what}/").status_code == 404
    assert office.post(f"{own}password/").status_code == 404


def test_signed_out_everywhere_means_at_the_next_step(office: Desk, small_world: World):
    client = sign_in(password_on(make(office, small_world)))
    account = User.objects.get(username="midori")
    path = f"/office/accounts/{account.pk}/"
    assert client.get("/console/").status_code == 200
    assert office.post(f"{path}sign-out/").status_code == 302
    assert client.get("/console/").status_code == 302
    again = sign_in(password_on(shown(office.post(f"{path}password/"))))
    assert again.get("/console/").status_code == 200
    assert office.post(f"{path}end/").status_code == 302
    assert again.get("/console/").status_code in (302, 403)
    assert viewer(account).roles == frozenset()


def test_roles_are_added_and_taken_away(office: Desk, small_world: World):
    make(office, small_world)
    account = User.objects.get(username="midori")
    path = f"/office/accounts/{account.pk}/"
    given = {"role": "auditor", "companies": [str(small_world.company.pk)]}
    assert office.post(f"{path}role/", **given).status_code == 302
    assert viewer(account).roles == {"operator", "auditor"}
    with context.as_system():
        lines = account_queries.accounts({small_world.company.pk}, set(), at=NOW)
    held = next(each for each in lines if each.username == "midori")
    grant = next(each for each in held.grants if each.role == "auditor")
    assert grant.scope_id == small_world.company.pk
    shown(office.get(path))


def test_a_locked_account_is_unlocked_at_once(office: Desk, small_world: World):
    password = password_on(make(office, small_world))
    for _wrong in range(6):
        sign_in("no such password")
    assert sign_in(password).get("/console/").status_code == 302
    account = User.objects.get(username="midori")
    assert office.post(f"/office/accounts/{account.pk}/unlock/").status_code == 302
    assert sign_in(password).get("/console/").status_code == 200


@pytest.mark.parametrize("reach", ["owner", "technician", "firm"])
def test_an_account_that_reaches_further_is_not_changed_by_one_office(
    office: Desk, small_world: World, reach: str
):
    """A new password is told to the office that gives it: it could sign in as somebody else's."""
    w = small_world
    with context.as_system():
        elsewhere = party_services.add_owner(
            w.other_company, kind="owner", legal_name="よその見本", phone_display="03-0000-0000"
        )
        further = {
            "owner": GrantSpec("owner", owner_id=elsewhere.pk),
            "technician": GrantSpec("technician", technician_id=w.hayashi.pk),
            "firm": GrantSpec("contractor", firm_id=w.firm.pk),
        }[reach]
        both = account_services.make_account(
            "midori",
            label="両方",
            password=None,
            grants=[GrantSpec("owner", owner_id=w.owner.pk), further],
            now=LONG_AGO,
        )
    path = f"/office/accounts/{both.pk}/"
    assert "ここでは変えられません" in shown(office.get(path))
    for what in ("password", "end", "sign-out", "role", "unlock"):
        assert office.post(f"{path}{what}/").status_code == 404
