"""Every address of the product, asked by those whom it does not serve."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kaketsuke.accounts import context
from kaketsuke.rules import coverage
from tests import world
from tests.pages import signed_in

pytestmark = pytest.mark.django_db
# Sign-in and the language switch answer everybody; `allauth` and Django test their own.
OTHERS = ("accounts/", "i18n/")
# The description of the API says what exists, and nothing of anybody.
OPEN_TO_ALL = {"/", "/healthz", "/terms/", "/api/v1/openapi.json"}
# The parts of the installable app: the same bytes for everybody, nothing of anybody.
OF_THE_APP = {"/field/alone/", "/field/app.webmanifest", "/field/sw.js"}
# An empty form that holds nothing of anybody: the centre and the firms print it as well.
FOR_THE_CENTRE_TOO = {"/field/paper/form.pdf"}
# Where residents come in: open to every visitor, and each with tests of its own.
FOR_VISITORS = ("/r/", "/join/", "/my/sign-in/", "/area/", "/terms/")
# 401 is what the queue of a phone reads: who sends it is no technician here.
REFUSED = (400, 401, 403, 404, 405, 422)
SOME = {"uuid": str(UUID(int=7)), "slug": "anything", "str": "no-such-token"}
CONVERTED = re.compile(r"<(?:(\w+):)?\w+>")


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Give each address with an invented value in every place."""
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            if not route.startswith(OTHERS):
                yield from _addresses(each.url_patterns, route)
        else:
            yield "/" + CONVERTED.sub(lambda found: SOME[found[1] or "str"], route)


ADDRESSES = sorted(set(_addresses(get_resolver().url_patterns)) - OPEN_TO_ALL - OF_THE_APP)
OF_PEOPLE = [path for path in ADDRESSES if not path.startswith(("/t/", *FOR_VISITORS))]


@pytest.fixture
def people(db: None) -> world.World:
    with context.as_system():
        return world.build()


def test_the_list_holds_every_audience() -> None:
    for start in ("/console/", "/field/", "/t/", "/api/v1/", "/start/"):
        assert any(path.startswith(start) for path in ADDRESSES)


@pytest.mark.parametrize("path", OF_PEOPLE)
def test_a_visitor_is_let_in_nowhere(path: str) -> None:
    for answer in (Client().get(path), Client().post(path)):
        signs_in = answer.status_code == 302 and answer["Location"].startswith(
            ("/accounts/login/", "/my/sign-in/")
        )
        assert signs_in or answer.status_code in REFUSED, answer.status_code
        assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("path", [each for each in ADDRESSES if each.startswith(FOR_VISITORS)])
def test_a_visitor_without_a_letter_is_led_to_the_beginning(path: str) -> None:
    for answer in (Client().get(path), Client().post(path)):
        begins = answer.status_code == 302 and answer["Location"] in (
            "/join/start/",
            "/my/sign-in/",
        )
        assert begins or answer.status_code in (200, *REFUSED), answer.status_code


@pytest.mark.parametrize("path", sorted(OF_THE_APP))
def test_the_parts_of_the_app_are_the_same_for_everybody(people: world.World, path: str) -> None:
    technician = signed_in(people.mori_account)
    assert Client().get(path).content == technician.get(path).content
    assert technician.post(path).status_code == 405


def test_whoever_holds_no_role_finds_nothing(people: world.World) -> None:
    client = signed_in(people.stranger)
    for path in OF_PEOPLE:
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code in REFUSED, (path, answer.status_code)


def test_no_role_enters_the_rooms_of_another(people: world.World) -> None:
    for user, closed in (
        (people.mori_account, ("/console/", "/api/")),
        (people.operator, ("/field/",)),
        (people.supervisor, ("/field/",)),
    ):
        client = signed_in(user)
        for path in OF_PEOPLE:
            if path.startswith(closed) and path not in FOR_THE_CENTRE_TOO:
                for answer in (client.get(path), client.post(path)):
                    assert answer.status_code in REFUSED, (path, answer.status_code)


@pytest.mark.parametrize("path", [path for path in ADDRESSES if path.startswith("/t/")])
def test_a_guessed_link_opens_nothing_and_leaves_no_trace_elsewhere(path: str) -> None:
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code in (404, 405)
        if answer.status_code == 404:
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["Cache-Control"] == "no-store"


def test_every_form_of_the_signed_in_needs_the_token_of_our_page(people: world.World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        people.supervisor, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for path in OF_PEOPLE:
        assert client.post(path).status_code in (403, 404, 405), path


@pytest.mark.parametrize("elsewhere", ["https://example.net/", "//example.net/", "/\\example.net"])
def test_signing_in_leads_to_no_other_site(people: world.World, elsewhere: str) -> None:
    people.operator.set_password("見本の合言葉 42")
    people.operator.save()
    answer = Client().post(
        f"/accounts/login/?next={elsewhere}",
        {"login": "operator", "password": "見本の合言葉 42", "next": elsewhere},
    )
    assert answer.status_code == 302
    assert "example.net" not in answer["Location"]


def test_signing_in_makes_a_new_session(people: world.World) -> None:
    client = Client()
    client.get("/accounts/login/")
    before = client.session.session_key
    client.force_login(
        people.operator, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.session.session_key != before


def test_every_screen_that_holds_a_clause_is_an_address() -> None:
    named = {name for row in coverage.rows(tests=None) for name in row.screens}
    assert named <= {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
