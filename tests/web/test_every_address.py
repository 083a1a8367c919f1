"""Every address of the product, asked by those whom it does not serve."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.models import OF_COMPANIES
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.claims import services as claim_services
from kaketsuke.privacy import services as privacy_services
from kaketsuke.rules import coverage
from tests import door, stories, world
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


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if not isinstance(each, URLResolver):
            yield route
        elif not route.startswith(OTHERS):
            yield from _routes(each.url_patterns, route)


ROUTES = sorted(set(_routes(get_resolver().url_patterns)))


def _invented(route: str) -> str:
    """Return the address with an invented value in every place."""
    return "/" + CONVERTED.sub(lambda found: SOME[found[1] or "str"], route)


ADDRESSES = sorted({_invented(route) for route in ROUTES} - OPEN_TO_ALL - OF_THE_APP)
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


# The table in which the id of an address's place is a row's.
ROWS = {
    "area_id": "parties.Area",
    "building_id": "parties.Building",
    "building_owner_id": "parties.BuildingOwner",
    "case_id": "cases.Case",
    "claim_id": "claims.Claim",
    "company_id": "parties.Company",
    "complaint_id": "claims.Complaint",
    "contact_point_id": "people.ContactPoint",
    "cover_id": "parties.ContractBuilding",
    "dwelling_id": "parties.Dwelling",
    "edge_id": "network.Edge",
    "evidence_id": "claims.Evidence",
    "firm_id": "network.Firm",
    "flag_id": "intake.Flag",
    "follow_up_id": "cases.FollowUp",
    "letter_id": "claims.Letter",
    "message_id": "notify.Message",
    "offer_id": "dispatch.Offer",
    "owner_id": "parties.Owner",
    "payable_id": "money.Payable",
    "registration_id": "residents.Registration",
    "request_id": "intake.Request",
    "technician_id": "network.Technician",
}
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def _newest(name: str, route: str, company_id: UUID) -> str:
    if name == "company_id":
        return str(company_id)
    table = "privacy.DataRequest" if route.startswith("privacy/") else ROWS[name]
    row = apps.get_model(table)._default_manager.order_by("-pk").first()
    return str(row.pk) if row else ""


def _with_rows_of(company_id: UUID) -> list[str]:
    """Give each address whose places are all rows of this company, with the newest of them."""
    found = []
    for route in ROUTES:
        names = PLACE.findall(route)
        if not names or not set(names) <= ROWS.keys():
            continue
        rows = [_newest(name, route, company_id) for name in names]
        if all(rows):
            found.append("/" + PLACE.sub("%s", route) % tuple(rows))
    return found


def test_staff_of_another_company_reach_no_row_of_this_one(people: world.World) -> None:
    with context.as_system():
        case = stories.sato_is_helped(people)
        at = door.Door(people, case)
        at.opened().settle()
        stories.recorded(people)
        by = stories.resident(people.sato.pk)
        claim = claim_services.open_claim(
            case.pk, harm="door", occurred_on=at.now.date(), known_on=at.now.date(), words="傷",
            channel="phone", person_id=people.sato.pk, actor=stories.operator(people), now=at.now,
        )  # fmt: skip
        privacy_services.open_request(
            kind="disclosure", channel="post", actor=by, person_id=people.sato.pk, now=at.now
        )
        user = account_services.make_account(
            "elsewhere",
            label="x",
            password=None,
            grants=[GrantSpec(role, people.other_company.pk) for role in sorted(OF_COMPANIES)],
            now=world.LONG_AGO,
        )
        addresses = _with_rows_of(people.company.pk)
    assert f"/claims/damages/{claim.pk}/" in addresses
    assert len(addresses) > 60
    client = signed_in(user)
    for path in addresses:
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code in (403, 404, 405), (path, answer.status_code)


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
