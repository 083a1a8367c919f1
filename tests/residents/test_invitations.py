"""A roster is a list of invitations, a letter carries a code; neither is a registration."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import THE_SYSTEM
from kaketsuke.notify import queries as notify_queries
from kaketsuke.parties import services as party_services
from kaketsuke.people import keys, normalise
from kaketsuke.people.models import SubjectKey
from kaketsuke.residents import channels, codes, rosters, services
from kaketsuke.residents.models import Invitation, Presentation
from kaketsuke.residents.services import Invitee
from kaketsuke.terms import services as terms_services
from tests.parties.builders import Estate, add_estate
from tests.residents import rows
from tests.residents.test_registration import add_resident, enrol

pytestmark = pytest.mark.django_db

SINCE = datetime(2026, 2, 1, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 3, tzinfo=UTC)
CLERK = uuid4()


@pytest.fixture(autouse=True)
def _as_system(db: None) -> None:
    context.set_viewer(THE_SYSTEM)


@pytest.fixture
def estate() -> Estate:
    return add_estate(since=SINCE)


def line(estate: Estate, **changes: object) -> Invitee:
    said = {"name": "佐藤 花子", "phone": normalise.phone("090-1234-0001"), "kana": "サトウハナコ"}
    return Invitee(estate.home.id, **{**said, **changes})  # type: ignore[arg-type]  # a builder's shorthand


def invite(*lines: Invitee, now: datetime = SINCE) -> services.Invited:
    return rows.invite(*lines, told_by_id=CLERK, now=now)


def kept_lines() -> list[rosters.RosterLine]:
    return list(rosters.open_lines(Invitation.objects.all()).values())


def test_a_roster_is_kept_sealed_and_read_again(estate: Estate) -> None:
    assert invite(line(estate, email="hanako@example.jp")) == services.Invited(1, 0, 0, 0)
    kept = Invitation.objects.get()
    assert "佐藤".encode() not in bytes(kept.content_sealed or b"")
    (read,) = kept_lines()
    assert (read.name, read.kana, read.phone, read.email) == (
        "佐藤 花子",
        "サトウハナコ",
        "+819012340001",
        "hanako@example.jp",
    )
    assert "佐藤" not in repr(read) + repr(line(estate))


def test_twice_is_the_same_as_once_and_a_changed_line_replaces_itself(estate: Estate) -> None:
    invite(line(estate))
    assert invite(line(estate)) == services.Invited(0, 0, 1, 0)
    changed = line(estate, email="hanako@example.jp")
    assert invite(changed) == services.Invited(0, 1, 0, 0)
    assert [each.email for each in kept_lines()] == ["hanako@example.jp"]


def test_two_people_of_a_home_may_share_one_phone(estate: Estate) -> None:
    assert invite(line(estate), line(estate, name="佐藤 一郎")).added == 2


def test_the_same_line_twice_in_one_roster_is_refused_whole(estate: Estate) -> None:
    with pytest.raises(services.CannotInvite, match="二つ"):
        invite(line(estate), line(estate))
    assert not Invitation.objects.exists()


def test_whoever_is_registered_there_is_not_invited_again(estate: Estate) -> None:
    version = terms_services.ensure_sample(now=SINCE)
    enrol(add_resident(estate), estate, version)
    assert invite(line(estate), now=LATER) == services.Invited(0, 0, 0, 1)


def test_the_database_keeps_no_line_without_the_owners_word(estate: Estate) -> None:
    invite(line(estate))
    with pytest.raises(IntegrityError, match="resident_told"), transaction.atomic():
        Invitation.objects.update(told_at=None)


def test_the_database_tells_a_roster_from_a_letter(estate: Estate) -> None:
    invite(line(estate))
    with pytest.raises(IntegrityError, match="roster_or_letter"), transaction.atomic():
        Invitation.objects.update(origin="letter")
    with pytest.raises(IntegrityError, match="expires_later"), transaction.atomic():
        Invitation.objects.update(expires_at=SINCE)


@pytest.mark.clause("2.3")
def test_a_decline_erases_what_the_roster_said_with_its_key(estate: Estate) -> None:
    version = terms_services.ensure_sample(now=SINCE)
    invite(line(estate))
    invited = Invitation.objects.get().pk
    home = {"dwelling_id": estate.home.id, "version_id": version.id}
    services.decline(**home, now=LATER)
    assert Invitation.objects.exists()  # who was not invited declines for nobody
    services.decline(**home, invitation_id=invited, now=LATER)
    assert not Invitation.objects.exists()
    with pytest.raises(keys.KeyIsGone):
        keys.open_key("invitation", invited)


def test_an_owner_takes_lines_back(estate: Estate) -> None:
    invite(line(estate))
    invited = Invitation.objects.get().pk
    assert services.take_back([invited], now=LATER) == 1
    assert services.take_back([invited], now=LATER) == 0
    assert kept_lines() == []


def test_after_90_days_an_invitation_is_gone(estate: Estate) -> None:
    invite(line(estate))
    services.expire(now=SINCE + timedelta(days=90) - timedelta(seconds=1))
    assert Invitation.objects.count() == 1
    services.expire(now=SINCE + timedelta(days=90))
    assert not Invitation.objects.exists()
    assert not SubjectKey.objects.filter(subject_kind="invitation", wrapped_key__isnull=False)


def test_invitations_go_out_by_sms_and_e_mail_once_each(estate: Estate) -> None:
    invite(line(estate, email="hanako@example.jp"))
    assert services.send_waiting(estate.building.id, now=SINCE) == 1
    assert services.send_waiting(estate.building.id, now=SINCE) == 0
    invitation = Invitation.objects.get()
    shown = notify_queries.about("invitation", [invitation.pk])
    assert {each.channel for each in shown} == {"sms", "email"}
    assert {each.address_hint for each in shown} == {"090-…-0001", "h…@example.jp"}
    address = shown[0].body.split("/r/")[1].split("/")[0]
    assert codes.of_letter(address) == bytes(invitation.code_hash or b"")


def test_sending_is_asked_of_a_job_that_knows_ids_only(estate: Estate) -> None:
    services.ask_to_send(estate.building.id)
    job = ProcrastinateJob.objects.get(task_name="residents.send_invitations")
    assert job.args == {"building_id": str(estate.building.id)}


def test_each_dwelling_gets_one_code_and_a_new_print_voids_the_old_one(estate: Estate) -> None:
    more = party_services.add_dwellings(estate.building, rooms=["1001", "9"])
    homes = [estate.home.id, *(each.id for each in more)]
    made = services.make_dwelling_codes(homes, now=SINCE)
    assert [each.room for each in made] == sorted(
        (each.room for each in made), key=lambda room: (len(room), room)
    )
    assert len({each.code for each in made}) == 3
    again = services.make_dwelling_codes(homes, now=LATER)
    kept = {bytes(each.code_hash or b"") for each in Invitation.objects.all()}
    assert kept == {codes.of_letter(each.code) for each in again}


def test_a_code_is_read_in_any_width_and_case() -> None:
    assert codes.of_letter("ab2c-d3ef-gh45") == codes.of_letter("ＡＢ２Ｃ－Ｄ３ＥＦ　GH45")
    assert set(codes.new()) <= set(codes.ALPHABET) | {"-"}


@pytest.mark.clause("2.2b")
@pytest.mark.clause("2.2")
def test_a_channel_that_is_not_on_the_list_cannot_write(estate: Estate, settings: Any) -> None:
    version = terms_services.ensure_sample(now=SINCE)
    settings.REGISTRATION_CHANNELS = ["paper"]
    with pytest.raises(channels.CannotUseChannel):
        services.present(estate.home.id, version_id=version.id, channel="web", now=SINCE)
    shown = services.present(estate.home.id, version_id=version.id, channel="paper", now=SINCE)
    with pytest.raises(IntegrityError, match="presentation_channel"), transaction.atomic():
        Presentation.objects.filter(pk=shown.pk).update(channel="fax")
