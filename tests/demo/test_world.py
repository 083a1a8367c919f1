"""The demo's world is what its page promises. It is built once for all of these tests."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts.models import User
from kaketsuke.accounts.viewers import THE_SYSTEM
from kaketsuke.cases.lifecycle import Outcome
from kaketsuke.cases.models import Case, Extent
from kaketsuke.claims.models import Claim, Complaint, Decision
from kaketsuke.demo import world
from kaketsuke.demo.world import cast, crew, names
from kaketsuke.intake.models import Flag, Request
from kaketsuke.network import queries as network_queries
from kaketsuke.network.models import Technician
from kaketsuke.notify.models import Message
from kaketsuke.overview import record
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import Building, Company, Dwelling
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy.lifecycle import State as RequestState
from kaketsuke.privacy.models import Alert, BreakGlass, DataRequest, Incident
from kaketsuke.residents import queries as resident_queries
from kaketsuke.residents.models import Decline, Registration
from kaketsuke.rules.damage import Fault


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]  # pytest-django's
        context.set_viewer(THE_SYSTEM)
        world.ensure(seed=1)
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("_world")


def test_the_world_has_the_promised_size():
    now = clock.now()
    assert Building.objects.count() == 30
    assert Dwelling.objects.count() == 1000
    assert Technician.objects.count() == 40
    live = Registration.objects.filter(valid__contains=now, proof__isnull=False)
    assert live.count() == 700
    assert Decline.objects.count() == 25
    assert Flag.objects.filter(ground="protective").count() == 4
    assert {company.sample for company in Company.objects.all()} == {True}


def test_building_again_changes_nothing():
    before = Case.objects.count(), Registration.objects.count()
    world.ensure(seed=2)
    assert (Case.objects.count(), Registration.objects.count()) == before


def test_every_outcome_of_requests_and_cases_occurs():
    assert {each.value for each in Outcome} <= set(Case.objects.values_list("outcome", flat=True))
    assert {"closed", "cancelled"} <= set(Case.objects.values_list("state", flat=True))
    states = set(Request.objects.values_list("state", flat=True))
    assert {"accepted", "declined", "abandoned", "solved", "joined", "referred"} <= states
    assert Request.objects.count() >= 44


def test_the_desks_find_work_of_every_kind_and_age():
    today = timezone.localdate(clock.now())
    states = set(DataRequest.objects.values_list("state", flat=True))
    assert states == {each.value for each in RequestState}
    open_now = DataRequest.objects.exclude(state__in=["done", "refused", "withdrawn"])
    assert open_now.filter(due_on__lt=today).exists()
    assert open_now.filter(alarm_on=today + timedelta(days=1)).exists()
    assert Incident.objects.filter(preliminary_at=None, preliminary_due_on__gte=today).exists()
    assert Alert.objects.filter(seen_at=None).exists()
    assert BreakGlass.objects.filter(reviewed_at=None).exists()
    degrees = set(Decision.objects.values_list("fault", flat=True))
    assert degrees == {None, *(each.value for each in Fault)}
    reached = {"reported", "examining", "awaits_second", "decided", "told", "paid", "closed"}
    assert set(Claim.objects.values_list("state", flat=True)) == reached
    assert Complaint.objects.filter(due_at__lt=clock.now(), answered_at=None).exists()
    assert Extent.objects.filter(area_event__shape__isnull=False).exists()
    told = Message.objects.filter(template="desk_alarm")
    assert told.exists()
    assert not told.filter(state="waiting").exists()


def test_the_record_of_the_world_is_whole():
    assert list(record.faults()) == []


@pytest.mark.parametrize("member", cast.MEMBERS, ids=lambda member: member.romaji)
def test_the_cast_is_found_by_phone_and_stands_as_told(member: cast.Member):
    now = clock.now()
    person_id = people_queries.persons_by_contact("phone", names.phone(member.number))[0]
    building = party_queries.building_by_code(cast.BUILDING)
    assert building is not None
    home = party_queries.dwelling(building.id, member.room)
    assert home is not None
    status = resident_queries.registration_status(home.id, person_id, at=now, usable_before=now)
    expected = {"registered": "registered", "withdrawn": "withdrawn", "moved_out": "none"}
    assert status == expected[member.state]


@pytest.mark.clause("4.1")
def test_at_any_hour_somebody_of_every_company_can_be_asked():
    now = clock.now()
    for company in Company.objects.all():
        assert len(network_queries.available_technicians(company.id, now)) >= 3
    depths = {len(chain) for chain in network_queries.chains_of(company.id, now).values()}
    assert depths == {1, 2}


def test_every_audience_has_a_way_in():
    for way in world.sign_ins():
        assert way.start_url.startswith("/")
        if way.username:
            user = User.objects.get(username=way.username)
            assert account_queries.viewer_of(user.pk, now=clock.now()).roles
    starts = [way.start_url for way in world.sign_ins()]
    assert any(start.startswith("/t/") for start in starts)
    assert any(start.startswith("/r/") for start in starts)


def test_invented_names_depend_on_the_seed_alone():
    assert names.invent(random.Random(7)) == names.invent(random.Random(7))


def test_an_invented_tax_number_has_a_valid_check_digit():
    # Both are examples of the tax office's own rule.
    assert crew._tax_number("011001098993") == "T4011001098993"
    assert crew._tax_number("123456789012") == "T7123456789012"
