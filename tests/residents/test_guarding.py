"""A guardian speaks for a minor until they are of age, or either leaves, or the office says so."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kaketsuke.accounts import context
from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.viewers import THE_SYSTEM, Actor, ActorRole
from kaketsuke.audit.models import Entry
from kaketsuke.notify import queries as notify_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.people import services as people_services
from kaketsuke.residents import services
from kaketsuke.residents.models import Guardianship, OneTimeCode, Registration
from kaketsuke.residents.services import Address, Asked, Data, guarding
from kaketsuke.terms import services as terms_services
from kaketsuke.terms.models import Version
from tests.parties.builders import Estate, add_estate
from tests.residents.test_enrolling import NOW, PHONE, application, enrol, letter

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.2")]

BORN = date(2010, 6, 2)
OF_AGE = datetime(2028, 6, 1, 15, tzinfo=UTC)  # midnight in Tokyo
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _as_system(db: None) -> None:
    context.set_viewer(THE_SYSTEM)


@pytest.fixture
def estate() -> Estate:
    return add_estate(since=NOW - timedelta(days=90))


@pytest.fixture
def version() -> Version:
    return terms_services.ensure_sample(now=NOW)


@pytest.fixture
def family(estate: Estate, version: Version) -> services.Enrolled:
    """A guardian and a minor, with the account by which the guardian reaches both."""
    made = application(
        estate,
        version,
        invitation_id=letter(estate),
        minor=Data("佐藤", "蓮"),
        minor_born_on=BORN,
    )
    done = enrol(made)
    services.account_of(done.person_id, now=NOW)
    return done


def minor_of(family: services.Enrolled) -> Registration:
    return Registration.objects.get(pk=family.registration_ids[1])


def reaches(family: services.Enrolled, *, at: datetime) -> frozenset[UUID]:
    """Whose pages the guardian's account opens."""
    user = services.account_of(family.person_id, now=at)
    return account_queries.viewer_of(user.pk, now=at).person_ids


def sign_in(now: datetime) -> list[UUID]:
    """Who may sign in with the number that both gave."""
    code_id = services.ask_code(Address("phone", PHONE), Asked("sign_in", "x"), now=now)
    OneTimeCode.objects.filter(pk=code_id).update(proven_at=now)
    proof = services.proof_of(code_id, now=now)
    assert proof is not None
    return services.persons_behind(proof)


def test_the_guard_ends_at_the_moment_of_coming_of_age_without_any_clock(family):
    minor = minor_of(family)
    assert reaches(family, at=OF_AGE - DAY) == {family.person_id, minor.person_id}
    assert reaches(family, at=OF_AGE) == {family.person_id}
    # The number they share opens the guardian's account alone, before and after it was seen to.
    assert sign_in(OF_AGE) == [family.person_id]
    assert services.settle_guardianships(now=OF_AGE) == 1
    assert services.settle_guardianships(now=OF_AGE) == 0
    assert sign_in(OF_AGE) == [family.person_id]
    assert services.may_enter_first("phone", _index(), at=OF_AGE).count() == 0
    assert minor_of(family).valid.upper is None
    ended = Guardianship.objects.get()
    assert (ended.end_reason, ended.valid.upper) == ("of_age", OF_AGE)
    told = notify_queries.about("person", [family.person_id])
    assert told[-1].template == "guardianship_ended"
    chain = Entry.objects.filter(subject_id=minor.pk).order_by("seq")
    assert [each.kind for each in chain] == ["Registered", "GuardianshipEnded"]


def _index() -> bytes:
    return bytes(OneTimeCode.objects.latest("created_at").index)


def test_nothing_is_settled_before_its_day(family):
    assert services.settle_guardianships(now=OF_AGE - timedelta(seconds=1)) == 0


@pytest.mark.parametrize("leave", [services.move_out, services.withdraw])
def test_a_guardian_who_leaves_the_home_guards_no_longer(family, leave):
    leave(family.registration_ids[0], now=NOW + DAY)
    assert Guardianship.objects.get().end_reason == "guardian_left"
    assert reaches(family, at=NOW + DAY) == {family.person_id}
    assert minor_of(family).valid.upper is None


def test_a_minor_who_moves_out_is_not_guarded_there(family):
    services.move_out(family.registration_ids[1], now=NOW + DAY)
    assert Guardianship.objects.get().end_reason == "minor_left"
    assert reaches(family, at=NOW + DAY) == {family.person_id}


def test_the_office_ends_it_by_name_and_once(family):
    row = Guardianship.objects.get()
    office = Actor(ActorRole.OFFICE, uuid4())
    for refused in (False, True):
        if refused:
            with pytest.raises(services.CannotEndGuardianship):
                services.end_guardianship(row.pk, reason="by_office", actor=office, now=NOW + DAY)
        else:
            services.end_guardianship(row.pk, reason="by_office", actor=office, now=NOW + DAY)
    row.refresh_from_db()
    assert (row.end_reason, row.ended_by_id) == ("by_office", office.id)
    assert reaches(family, at=NOW + DAY) == {family.person_id}


def test_without_a_day_of_birth_it_ends_after_eighteen_years(estate: Estate, version: Version):
    enrol(application(estate, version, invitation_id=letter(estate), minor=Data("佐藤", "蓮")))
    assert Guardianship.objects.get().valid.upper == datetime(2044, 5, 31, 15, tzinfo=UTC)


def test_who_is_of_age_registers_alone(estate: Estate, version: Version):
    grown = application(
        estate,
        version,
        invitation_id=letter(estate),
        minor=Data("佐藤", "蓮"),
        minor_born_on=date(2008, 6, 1),
    )
    with pytest.raises(services.CannotGuard, match="18 歳以上"), transaction.atomic():
        enrol(grown)
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("born", "of_age"),
    [
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2008, 3, 1), date(2026, 3, 1)),
        (date(2010, 12, 31), date(2028, 12, 31)),
    ],
)
def test_the_day_of_coming_of_age(born: date, of_age: date):
    assert guarding.of_age_at(born).date() == of_age


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("comes_to_an_end", {"valid": DateTimeTZRange(NOW, None)}),
        ("office_is_named", {"end_reason": "by_office"}),
    ],
)
def test_the_database_lets_no_guard_last_for_ever(family, name: str, change: dict[str, object]):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Guardianship.objects.update(**change)


def test_the_database_keeps_one_guard_at_a_time_and_of_another(family):
    row = Guardianship.objects.get()
    with pytest.raises(IntegrityError, match="of_another"), transaction.atomic():
        Guardianship.objects.update(minor_id=row.guardian_id)
    row.pk = uuid4()
    with pytest.raises(IntegrityError, match="guardianship_once"), transaction.atomic():
        row.save(force_insert=True)


def test_what_hung_on_a_guardian_is_taken_back_once_and_from_nobody_else(family):
    minor = minor_of(family)
    stranger = uuid4()
    assert (
        account_services.end_grants_for(minor.person_id, held_by=stranger, actor="x", now=NOW) == 0
    )
    assert people_services.no_longer_shared(minor.person_id, with_id=stranger) == 0
    guarding.follow_end(minor, actor=Actor(ActorRole.OFFICE, uuid4()), now=NOW)  # still registered
    assert Guardianship.objects.get().end_reason is None
    assert people_services.no_longer_shared(minor.person_id, with_id=family.person_id) == 1
    assert people_queries.is_reached(family.person_id)
    assert not people_queries.is_reached(minor.person_id)
