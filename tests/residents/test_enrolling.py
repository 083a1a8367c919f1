"""A whole registration: one presentation, one registration, however often the form is sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM, Actor, ActorRole
from kaketsuke.intake import services as intake_services
from kaketsuke.notify import queries as notify_queries
from kaketsuke.parties import services as party_services
from kaketsuke.people import normalise
from kaketsuke.people import queries as people_queries
from kaketsuke.people.models import Person
from kaketsuke.residents import limits, protection, queries, services
from kaketsuke.residents.models import Invitation, Registration
from kaketsuke.residents.services import Application, Data, Way
from kaketsuke.terms import services as terms_services
from kaketsuke.terms.models import Version
from tests.parties.builders import Estate, add_estate
from tests.residents import rows

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PHONE = normalise.phone("090-0000-7001")
RESIDENT = Actor(ActorRole.RESIDENT)


@pytest.fixture(autouse=True)
def _as_system(db: None) -> None:
    context.set_viewer(THE_SYSTEM)


@pytest.fixture
def estate() -> Estate:
    return add_estate(since=NOW - timedelta(days=90))


@pytest.fixture
def version() -> Version:
    return terms_services.ensure_sample(now=NOW)


def letter(estate: Estate) -> UUID:
    services.make_dwelling_codes([estate.home.id], now=NOW)
    return Invitation.objects.get(origin="letter", used_at=None).pk


def application(estate: Estate, version: Version, **changes: object) -> Application:
    shown = services.present(estate.home.id, version_id=version.id, channel="web", now=NOW)
    made = Application(
        presentation_id=shown.pk,
        consented_at=NOW,
        policy_version="1",
        way=Way("web"),
        phone=PHONE,
        phone_proven_at=NOW,
        data=Data("佐藤", "花子", kana="サトウハナコ"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a builder's shorthand


def enrol(made: Application, now: datetime = NOW) -> services.Enrolled:
    return services.enrol(made, actor=RESIDENT, now=now)


def status(estate: Estate, at: datetime, **confirmed: datetime) -> str:
    return queries.registration_status(estate.home.id, None, at=at, usable_before=at, **confirmed)


@pytest.mark.clause("2.1")
@pytest.mark.clause("2.2")
def test_with_the_letters_code_the_service_is_usable_at_once(estate: Estate, version: Version):
    done = enrol(application(estate, version, invitation_id=letter(estate)))
    assert done.usable
    assert status(estate, NOW) == "registered"
    assert people_queries.names_of([done.person_id])[done.person_id].full == "佐藤 花子"
    (told,) = notify_queries.about("person", [done.person_id])
    assert told.template == "registered"
    assert "0120-000-001" in told.body
    assert "海外からはつながりません" in told.body


def test_the_same_form_twice_is_one_registration(estate: Estate, version: Version):
    made = application(estate, version, invitation_id=letter(estate))
    assert enrol(made) == enrol(made, NOW + MINUTE)
    assert Registration.objects.count() == 1
    assert Person.objects.filter(kind="resident").count() == 1


def test_a_code_opens_one_registration(estate: Estate, version: Version):
    used = letter(estate)
    enrol(application(estate, version, invitation_id=used))
    other = application(estate, version, invitation_id=used, phone=normalise.phone("09000007002"))
    with pytest.raises(services.CannotRegister, match="コード"), transaction.atomic():
        enrol(replace(other, data=Data("青木", "一郎")))
    assert Registration.objects.count() == 1


@pytest.mark.clause("4.6")
@pytest.mark.clause("4.9")
@pytest.mark.parametrize("left_out", services.LINES)
def test_each_of_the_three_lines_is_needed(estate: Estate, version: Version, left_out: str):
    lines = tuple(line for line in services.LINES if line != left_out)
    with pytest.raises(services.CannotRegister, match="三つすべて"):
        enrol(application(estate, version, lines=lines))


@pytest.mark.clause("2.2")
def test_without_any_proof_of_home_the_owner_must_confirm(estate: Estate, version: Version):
    done = enrol(application(estate, version))
    assert not done.usable
    assert status(estate, NOW) == "none"
    owner = Actor(ActorRole.OWNER, uuid4())
    for _twice in range(2):
        services.confirm_by_owner(done.registration_ids[0], actor=owner, now=NOW + MINUTE)
    assert status(estate, NOW + MINUTE) == "registered"
    told = [each.template for each in notify_queries.about("person", [done.person_id])]
    assert told == ["registered_pending", "registration_confirmed"]


@pytest.mark.clause("2.2")
def test_who_registers_during_the_call_is_served_only_on_the_owners_word(
    estate: Estate, version: Version
):
    begun, later = NOW - MINUTE, NOW + MINUTE
    done = enrol(application(estate, version, invitation_id=letter(estate)))
    assert status(estate, begun) == "none"
    assert status(estate, begun, confirmed_before=later) == "none"
    services.confirm_by_owner(
        done.registration_ids[0], actor=Actor(ActorRole.OPERATOR, uuid4()), now=later
    )
    assert status(estate, begun) == "none"
    assert status(estate, begun, confirmed_before=later) == "registered"
    found = queries.live_registrants(estate.home.id, begun, confirmed_before=later)
    assert [each.person_id for each in found] == [done.person_id]


def invited(estate: Estate, **changes: str) -> None:
    said = {"name": "佐藤花子", "phone": PHONE, **changes}
    line = services.Invitee(estate.home.id, **said)  # type: ignore[arg-type]  # a builder's shorthand
    rows.invite(line, told_by_id=uuid4(), now=NOW)


def test_whoever_the_owner_named_is_proven_by_phone_and_name(estate: Estate, version: Version):
    invited(estate)
    assert enrol(application(estate, version)).usable
    assert Registration.objects.get().proof == "roster"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"name": "青木花子"}, {"phone": normalise.phone("09000007009")}]
)
def test_a_near_match_with_the_roster_is_no_match(
    estate: Estate, version: Version, changes: dict[str, str]
):
    invited(estate, **changes)
    assert not enrol(application(estate, version)).usable


def test_a_phone_that_nobody_proved_is_no_match_with_the_roster(estate: Estate, version: Version):
    invited(estate)
    assert not enrol(application(estate, version, phone_proven_at=None)).usable


def test_two_people_with_one_phone_are_two_registrants(estate: Estate, version: Version):
    first = enrol(application(estate, version, invitation_id=letter(estate)))
    second = enrol(
        application(estate, version, invitation_id=letter(estate), data=Data("佐藤", "一郎"))
    )
    assert first.person_id != second.person_id
    assert len(queries.live_registrants(estate.home.id, NOW)) == 2
    told = notify_queries.about("person", [first.person_id])
    assert [each.template for each in told] == ["registered", "somebody_registered"]


def test_nobody_hears_of_a_registration_where_somebody_is_protected(
    estate: Estate, version: Version
):
    first = enrol(application(estate, version, invitation_id=letter(estate)))
    intake_services.record_flag(
        "protective",
        company_id=estate.building.company_id,
        dwelling_id=estate.home.id,
        facts="x",
        set_by_id=uuid4(),
        review_on=NOW.date(),
        now=NOW,
    )
    second = enrol(
        application(estate, version, invitation_id=letter(estate), data=Data("佐藤", "一郎"))
    )
    told = notify_queries.about("person", [first.person_id, second.person_id])
    assert {each.template for each in told} == {"registered"}
    waiting = ProcrastinateJob.objects.filter(task_name=protection.NEW_THERE)
    assert [each.args for each in waiting] == [{"registration_id": str(second.registration_ids[0])}]


@pytest.mark.clause("4.5")
def test_the_same_person_in_a_second_home_stays_one_person(estate: Estate, version: Version):
    first = enrol(application(estate, version, invitation_id=letter(estate)))
    other = party_services.add_dwellings(estate.building, rooms=["305"])[0]
    shown = services.present(other.id, version_id=version.id, channel="web", now=NOW)
    second = enrol(replace(application(estate, version), presentation_id=shown.pk))
    assert second.person_id == first.person_id
    assert Registration.objects.filter(person=first.person_id).count() == 2


@pytest.mark.clause("2.2")
def test_who_holds_a_number_written_down_wrongly_becomes_nobody_else(
    estate: Estate, version: Version
):
    """By name and number alone, in another home, nobody comes to the account of somebody else."""
    way = Way("phone", uuid4())
    written = enrol(application(estate, version, phone_proven_at=None, way=way))
    (other,) = party_services.add_dwellings(estate.building, rooms=["305"])
    shown = services.present(other.id, version_id=version.id, channel="web", now=NOW)
    stranger = enrol(replace(application(estate, version), presentation_id=shown.pk))
    assert stranger.person_id != written.person_id


@pytest.mark.clause("2.2")
def test_a_guardian_does_not_become_the_minor_by_their_name(estate: Estate, version: Version):
    minor = Data("佐藤", "蓮")
    done = enrol(application(estate, version, invitation_id=letter(estate), minor=minor))
    (other,) = party_services.add_dwellings(estate.building, rooms=["305"])
    shown = services.present(other.id, version_id=version.id, channel="web", now=NOW)
    again = enrol(replace(application(estate, version, data=minor), presentation_id=shown.pk))
    theirs = Registration.objects.filter(pk__in=done.registration_ids).values("person")
    assert not theirs.filter(person=again.person_id).exists()


def test_registering_twice_for_one_home_is_refused_in_words(estate: Estate, version: Version):
    enrol(application(estate, version, invitation_id=letter(estate)))
    with pytest.raises(services.CannotRegister, match="すでに登録"):
        enrol(application(estate, version))


def test_a_home_takes_few_registrations_a_day_that_nobody_vouches_for(
    estate: Estate, version: Version
):
    for each in range(3):
        phone = normalise.phone(f"090-0000-720{each}")
        enrol(application(estate, version, phone=phone, data=Data("見知", f"{each}")))
    one_more = application(estate, version, phone=normalise.phone("090-0000-7209"))
    with pytest.raises(limits.TooManyAttempts), transaction.atomic():
        enrol(one_more)
    assert enrol(replace(one_more, invitation_id=letter(estate))).usable


@pytest.mark.clause("2.2")
def test_a_minor_is_registered_beside_the_guardian(estate: Estate, version: Version):
    made = application(
        estate, version, invitation_id=letter(estate), minor=Data("佐藤", "蓮", language="ja")
    )
    done = enrol(made)
    minor = Registration.objects.get(guardian__isnull=False)
    assert minor.guardian_id == done.person_id
    assert len(queries.live_registrants(estate.home.id, NOW)) == 2
    assert enrol(made) == done
    user = services.account_of(done.person_id, now=NOW)
    grants = user.grants.values_list("person_id", flat=True)
    assert set(grants) == {done.person_id, minor.person_id}
    with pytest.raises(IntegrityError, match="other_guardian"), transaction.atomic():
        Registration.objects.filter(pk=minor.pk).update(guardian_id=minor.person_id)


@pytest.mark.clause("2.2")
def test_the_counter_needs_clerk_and_paper(estate: Estate, version: Version):
    paper = application(
        estate, version, phone_proven_at=None, way=Way("counter", paper_reference="紙-1")
    )
    with pytest.raises(services.CannotRegister, match="担当者"), transaction.atomic():
        enrol(paper)
    named = replace(paper, way=Way("counter", uuid4()))
    with pytest.raises(services.CannotRegister, match="保管番号"), transaction.atomic():
        enrol(named)
    clerk = uuid4()
    enrol(replace(paper, way=Way("counter", clerk, "紙-2026-0001")))
    kept = Registration.objects.get()
    assert (kept.channel, kept.entered_by_id, kept.paper_reference) == (
        "counter",
        clerk,
        "紙-2026-0001",
    )


def test_the_database_asks_who_confirmed(estate: Estate, version: Version):
    enrol(application(estate, version))
    with pytest.raises(IntegrityError, match="confirmed_is_proof"), transaction.atomic():
        Registration.objects.update(owner_confirmed_at=NOW)
    with pytest.raises(IntegrityError, match="registration_channel"), transaction.atomic():
        Registration.objects.update(channel="fax")


def test_a_newer_version_is_consented_beside_the_older_one(estate: Estate, version: Version):
    done = enrol(application(estate, version, invitation_id=letter(estate)))
    newer = Version.objects.create(
        version_date=NOW.date(), official=True, title="新", text=b"x", sha256="1" * 64,
        tree=version.tree, imported_at=NOW,
    )  # fmt: skip
    shown = services.present(estate.home.id, version_id=newer.id, channel="web", now=NOW)
    with pytest.raises(services.CannotRegister):
        services.renew_consent(
            done.person_id, presentation=shown, lines=("terms",), policy_version="1", now=NOW
        )
    services.renew_consent(
        done.person_id, presentation=shown, lines=services.LINES, policy_version="1", now=NOW
    )
    consents = Registration.objects.get().person.consents
    assert consents.filter(version=version).count() == consents.filter(version=newer).count() == 3
    assert Registration.objects.get().terms_consent.version_id == version.id
