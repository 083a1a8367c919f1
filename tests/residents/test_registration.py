from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM
from kaketsuke.parties import services as party_services
from kaketsuke.people import services as people_services
from kaketsuke.people.models import Person
from kaketsuke.residents import queries, services
from kaketsuke.residents.models import Consent, Presentation, Registration
from kaketsuke.terms import services as terms_services
from kaketsuke.terms.models import Version
from tests.parties.builders import Estate, add_estate

pytestmark = pytest.mark.django_db

SINCE = datetime(2026, 2, 1, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _as_system(db: None) -> None:
    context.set_viewer(THE_SYSTEM)


@pytest.fixture
def estate() -> Estate:
    return add_estate(since=SINCE)


@pytest.fixture
def version() -> Version:
    return terms_services.ensure_sample(now=SINCE)


def add_resident(estate: Estate, *, phone: str = "090-1234-0001") -> Person:
    person = people_services.add_person(
        kind="resident", company_id=estate.company.id, family="佐藤", given="花子", now=SINCE
    )
    if phone:
        people_services.add_contact(person, kind="phone", value=phone, proven_at=SINCE, now=SINCE)
    return person


def enrol(
    person: Person, estate: Estate, version: Version, *, proof: str | None = "roster"
) -> Registration:
    return services.register_many(
        [services.Enrolment(person.id, estate.home.id)],
        version_id=version.id,
        channel="paper",
        proof=proof,
        now=SINCE,
    )[0]


def status(estate: Estate, person_id: UUID | None, at: datetime) -> str:
    return queries.registration_status(estate.home.id, person_id, at=at, usable_before=at)


@pytest.mark.clause("2.1")
def test_a_resident_who_was_shown_consented_and_gave_the_data_is_a_registrant(estate, version):
    aoki = add_resident(estate)
    shown = services.present(estate.home.id, version_id=version.id, channel="web", now=SINCE)
    services.consent(aoki.id, presentation=shown, now=SINCE)
    services.register(
        aoki.id,
        dwelling_id=estate.home.id,
        version_id=version.id,
        channel="web",
        proof="code",
        now=SINCE,
    )
    assert status(estate, aoki.id, LATER) == "registered"
    assert status(estate, None, LATER) == "registered"
    assert [each.person_id for each in queries.live_registrants(estate.home.id, LATER)] == [aoki.id]


@pytest.mark.clause("2.1a")
@pytest.mark.clause("2.1")
@pytest.mark.parametrize("missing", ["terms", "provision", "assignment"])
def test_with_one_consent_missing_nobody_becomes_a_registrant(estate, version, missing):
    aoki = add_resident(estate)
    shown = services.present(estate.home.id, version_id=version.id, channel="web", now=SINCE)
    lines = [line for line in services.LINES if line != missing]
    services.consent(aoki.id, presentation=shown, lines=lines, now=SINCE)
    with pytest.raises(services.CannotRegister, match="同意"):
        services.register(
            aoki.id,
            dwelling_id=estate.home.id,
            version_id=version.id,
            channel="web",
            proof="code",
            now=SINCE,
        )


@pytest.mark.clause("2.2")
def test_without_a_contact_nobody_becomes_a_registrant(estate, version):
    with pytest.raises(services.CannotRegister, match="連絡先"):
        enrol(add_resident(estate, phone=""), estate, version)


@pytest.mark.clause("4.8b")
def test_a_consent_keeps_the_version_of_the_privacy_policy(estate, version):
    aoki = add_resident(estate)
    shown = services.present(estate.home.id, version_id=version.id, channel="web", now=SINCE)
    services.consent(aoki.id, presentation=shown, policy_version="2026-07", now=SINCE)
    assert set(Consent.objects.values_list("policy_version", flat=True)) == {"2026-07"}


def test_a_consent_before_the_presentation_is_refused(estate, version):
    shown = services.present(estate.home.id, version_id=version.id, channel="web", now=LATER)
    with pytest.raises(services.CannotConsent):
        services.consent(add_resident(estate).id, presentation=shown, now=LATER - SECOND)


def test_the_database_refuses_a_consent_to_another_version_than_was_shown(estate, version):
    other = Version.objects.create(
        version_date=SINCE.date(),
        official=True,
        title="見本",
        text=b"x",
        sha256="0" * 64,
        tree={},
        imported_at=SINCE,
    )
    shown = services.present(estate.home.id, version_id=version.id, channel="web", now=SINCE)
    with pytest.raises(IntegrityError, match="presented_version"), transaction.atomic():
        Consent.objects.create(
            company_id=estate.company.id,
            person=add_resident(estate),
            presentation=shown,
            version=other,
            line="terms",
            policy_version="1",
            consented_at=SINCE,
        )


@pytest.mark.clause("P-4")
def test_the_database_refuses_a_consent_without_presentation(estate, version):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            company_id=estate.company.id,
            person=add_resident(estate),
            version=version,
            line="terms",
            policy_version="1",
            consented_at=SINCE,
        )


def test_the_database_refuses_a_registration_without_its_three_consents(estate, version):
    aoki = add_resident(estate)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            company_id=estate.company.id,
            person=aoki,
            dwelling=estate.home,
            channel="web",
            proof="code",
            usable_from=SINCE,
            valid=(SINCE, None),
        )


def test_a_version_consented_to_never_changes(estate, version):
    assert Version.objects.filter(pk=version.id).update(title="直せる") == 1
    enrol(add_resident(estate), estate, version)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=version.id).update(title="直せない")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=version.id)._raw_delete("default")
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE terms_version SET frozen = false")


@pytest.mark.clause("2.2")
def test_who_registers_during_the_call_is_not_registered_for_it(estate, version):
    aoki = add_resident(estate)
    enrol(aoki, estate, version)
    before = queries.registration_status(
        estate.home.id, aoki.id, at=SINCE + SECOND, usable_before=SINCE - SECOND
    )
    assert before == "none"
    assert status(estate, aoki.id, SINCE) == "registered"
    assert status(estate, aoki.id, SINCE - SECOND) == "none"


@pytest.mark.clause("2.2")
def test_an_unproven_registration_counts_once_it_is_proven(estate, version):
    aoki = add_resident(estate)
    registration = enrol(aoki, estate, version, proof=None)
    assert status(estate, aoki.id, LATER) == "none"
    assert queries.live_registrants(estate.home.id, LATER) == []
    services.prove(registration.id, proof="owner", now=LATER)
    assert status(estate, aoki.id, LATER) == "registered"
    assert (
        queries.registration_status(
            estate.home.id, aoki.id, at=LATER + SECOND, usable_before=LATER - SECOND
        )
        == "none"
    )


@pytest.mark.clause("P-3")
def test_moving_out_and_withdrawing_are_told_apart(estate, version):
    aoki, sato = add_resident(estate), add_resident(estate, phone="090-1234-0002")
    services.move_out(enrol(aoki, estate, version).id, now=LATER)
    services.withdraw(enrol(sato, estate, version).id, now=LATER)
    assert status(estate, aoki.id, LATER - SECOND) == "registered"
    assert status(estate, aoki.id, LATER) == "none"
    assert status(estate, sato.id, LATER) == "withdrawn"
    assert status(estate, None, LATER) in {"none", "withdrawn"}


def test_an_ended_registration_does_not_end_again_but_may_begin_again(estate, version):
    aoki = add_resident(estate)
    registration = enrol(aoki, estate, version)
    with pytest.raises(services.CannotRegister, match="すでに"):
        enrol(aoki, estate, version)
    services.withdraw(registration.id, now=LATER)
    with pytest.raises(services.CannotEndRegistration):
        services.move_out(registration.id, now=LATER)
    services.register(
        aoki.id,
        dwelling_id=estate.home.id,
        version_id=version.id,
        channel="web",
        proof="owner",
        now=LATER,
    )
    assert status(estate, aoki.id, LATER) == "registered"


@pytest.mark.clause("2.3b")
@pytest.mark.clause("2.3")
def test_a_decline_covers_the_dwelling_and_keeps_no_person(estate, version):
    decline = services.decline(estate.home.id, version_id=version.id, now=SINCE)
    assert status(estate, None, LATER) == "declined"
    assert status(estate, add_resident(estate).id, LATER) == "declined"
    assert status(estate, None, SINCE - SECOND) == "none"
    assert not any("person" in field.name for field in decline._meta.fields)


@pytest.mark.clause("2.3")
def test_a_registration_overtakes_an_earlier_decline(estate, version):
    services.decline(estate.home.id, version_id=version.id, now=SINCE - SECOND)
    registration = enrol(add_resident(estate), estate, version)
    assert status(estate, None, LATER) == "registered"
    services.move_out(registration.id, now=LATER)
    assert status(estate, None, LATER) == "none"
    services.decline(estate.home.id, version_id=version.id, now=LATER + SECOND)
    assert status(estate, None, LATER + SECOND) == "declined"


@pytest.mark.clause("2.2d")
@pytest.mark.clause("2.3")
def test_one_residents_decline_takes_nothing_from_another_registrant(estate, version):
    aoki = add_resident(estate)
    enrol(aoki, estate, version)
    services.decline(estate.home.id, version_id=version.id, now=LATER)
    assert status(estate, None, LATER) == "registered"
    assert status(estate, aoki.id, LATER) == "registered"
    stranger = add_resident(estate, phone="090-1234-0003")
    assert status(estate, stranger.id, LATER) == "none"


def test_coverage_says_why(estate, version):
    assert [fact.holds for fact in queries.coverage(estate.home.id, LATER)] == [
        True,
        True,
        True,
        False,
    ]
    enrol(add_resident(estate), estate, version)
    assert all(fact.holds for fact in queries.coverage(estate.home.id, LATER))
    party_services.end_contract(estate.cover.id, at=LATER, now=LATER)
    facts = queries.coverage(estate.home.id, LATER)
    assert [str(fact.words) for fact in facts if not fact.holds] == ["建物の覚書は終わっています。"]


def test_many_register_in_a_constant_number_of_queries(
    estate, version, django_assert_max_num_queries
):
    people = [add_resident(estate, phone=f"090-1234-1{number:03}") for number in range(20)]
    enrolments = [services.Enrolment(person.id, estate.home.id) for person in people]
    with django_assert_max_num_queries(14):
        services.register_many(
            enrolments, version_id=version.id, channel="paper", proof="roster", now=SINCE
        )
    assert len(queries.live_registrants(estate.home.id, LATER)) == 20
    assert Presentation.objects.count() == 20
    assert len(queries.registrations_of([person.id for person in people])) == 20
