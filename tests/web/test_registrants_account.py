"""A registrant signs in by code or passkey alone: nothing can make the account outlast them."""

from datetime import datetime, timedelta

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.models import User
from kaketsuke.residents import services
from kaketsuke.residents.models import Registration
from tests import world
from tests.pages import signed_in
from tests.web.join.conftest import at_the_time, town
from tests.world import NOW, World

__all__ = ["at_the_time", "town"]
pytestmark = pytest.mark.django_db

PASSWORD = "a long password of one's own"
CLOSED = (
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/abc/",
    "password/set/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-abc/",
    "password/reset/key/done/",
    "login/code/",
    "login/code/confirm/",
)


@pytest.fixture
def registrant(town: World) -> User:
    with context.as_system():
        return services.account_of(town.sato.pk, now=NOW)


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.clause("4.5")
def test_no_page_gives_an_account_its_first_password_or_an_address(registrant: User, path: str):
    sent = {
        "username": "sato",
        "email": "elsewhere@example.jp",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "action_add": "",
    }
    for client in (signed_in(registrant), Client()):
        assert client.get(f"/accounts/{path}").status_code == 404
        assert client.post(f"/accounts/{path}", sent).status_code == 404
    registrant.refresh_from_db()
    assert not registrant.has_usable_password()
    assert registrant.email == ""


def test_the_page_that_changes_a_password_makes_none(registrant: User):
    client = signed_in(registrant)
    sent = {"oldpassword": "", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (
        client.get("/accounts/password/change/", follow=True),
        client.post("/accounts/password/change/", sent, follow=True),
    ):
        assert answer.status_code == 404
    registrant.refresh_from_db()
    assert not registrant.has_usable_password()


def test_whoever_has_a_password_still_changes_it(town: World):
    town.operator.set_password("the one before this")
    town.operator.save()
    client = signed_in(town.operator)
    sent = {"oldpassword": "the one before this", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/password/change/", sent).status_code == 302
    town.operator.refresh_from_db()
    assert town.operator.check_password(PASSWORD)


def test_the_library_itself_cannot_give_an_account_its_first_password(registrant: User):
    adapter = get_adapter(RequestFactory().get("/"))
    with pytest.raises(PermissionDenied):
        adapter.set_password(registrant, PASSWORD)


def test_the_database_keeps_no_password_of_a_registrant(registrant: User):
    registrant.set_password(PASSWORD)
    with (
        pytest.raises(IntegrityError, match="accounts_user_registrant_no_password"),
        transaction.atomic(),
    ):
        registrant.save()


def test_no_password_opens_a_registrants_account(registrant: User):
    for password in ("", "!", registrant.password, PASSWORD):
        client = Client()
        sent = {"login": registrant.username, "password": password}
        assert client.post("/accounts/login/", sent).status_code == 200
        assert "_auth_user_id" not in client.session


def test_a_passkey_goes_with_its_person_also_where_a_child_was_reached_by_it(
    town: World, registrant: User
):
    """The account stays granted for the child; what the erased person signs in with does not."""
    Authenticator.objects.create(
        user=registrant, type=Authenticator.Type.WEBAUTHN, data={"name": "phone"}
    )
    client = signed_in(registrant)
    with context.as_system():
        child = world.add_resident(town.company, family="佐藤", given="小花")
        spec = account_services.GrantSpec("resident", person_id=child.pk)
        account_services.give_grant(registrant.pk, spec=spec, actor="system", now=NOW)
    assert client.get("/my/").status_code == 200
    account_services.forget_person(town.sato.pk)
    assert not User.objects.filter(pk=registrant.pk).exists()
    assert not Authenticator.objects.exists()
    assert client.get("/my/")["Location"].endswith("/my/sign-in/")


def test_who_moved_out_sees_by_passkey_their_own_past_and_nobody_who_lives_there(
    town: World, registrant: User, at_the_time: list[datetime]
):
    client = signed_in(registrant)
    with context.as_system():
        other = world.add_resident(town.company, family="同居", given="次郎", phone="090-0000-0299")
        world.register(other, dwelling=town.home, terms=town.terms)
    assert "ほかに 1" in client.get("/my/").content.decode()
    (mine,) = _registrations(town)
    with context.as_system():
        services.move_out(mine.pk, now=NOW)
    at_the_time[0] = NOW + timedelta(minutes=1)
    page = client.get("/my/").content.decode()
    assert "佐藤 花子" in page
    assert "ほかに" not in page
    assert "同居" not in page


def _registrations(town: World) -> list[Registration]:
    with context.as_system():
        return list(Registration.objects.filter(person=town.sato))
