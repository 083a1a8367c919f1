"""After erasure nothing yields the person, what must stay is told, and the record stands (4.10)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.models import User
from kaketsuke.accounts.viewers import Actor
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.claims import services as claim_services
from kaketsuke.intake import services as intake_services
from kaketsuke.notify import services as notify_services
from kaketsuke.notify.models import Message
from kaketsuke.overview import record
from kaketsuke.people import queries as people_queries
from kaketsuke.people import sealing
from kaketsuke.people.models import SubjectKey
from kaketsuke.privacy import declarations, disclosure, services
from kaketsuke.privacy.models import Erased
from kaketsuke.privacy.refusals import CannotErase
from kaketsuke.residents import queries as resident_queries
from tests import rows, stories, world
from tests.world import NOW, SATO_EMAIL, SATO_PHONE, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]
LATER = NOW + timedelta(days=3)
TRACES = ("佐藤", "花子", "0000-0203", "9000000203", "09000000203", SATO_EMAIL)


@pytest.fixture
def helped(w: World, visited: Case, settings: Any, tmp_path: Path) -> World:
    """Sato was helped, paid nothing, and messages about it were written to files."""
    settings.HOME = tmp_path
    for message in Message.objects.all():
        path = tmp_path / "outbox" / f"{message.pk}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{SATO_PHONE}\n佐藤 花子 さま\n")
    return w


def _opened_about(person_id: Any) -> str:
    subject = declarations.subject_of_person(person_id)
    return "".join(disclosure.as_json(subject, head={}, now=NOW))


@pytest.mark.clause("4.10")
def test_after_erasure_no_table_job_file_or_search_yields_the_person(
    helped: World, desk: Actor, django_capture_on_commit_callbacks: Any, tmp_path: Path
):
    person_id = helped.sato.pk
    before = _opened_about(person_id)
    assert all(trace in before for trace in ("佐藤", "花子", SATO_EMAIL))
    index = bytes(sealing.blind_index("phone", "+819000000203")).hex()
    assert index in rows.everything()
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_person(person_id, because="request", actor=desk, now=LATER)
    left = rows.everything()
    assert [trace for trace in TRACES if trace in left or trace.encode().hex() in left] == []
    assert index not in left
    assert people_queries.names_of([person_id]) == {}
    assert people_queries.persons_by_contact("phone", SATO_PHONE) == []
    assert list((tmp_path / "outbox").glob("*.txt")) == []
    opened = _opened_about(person_id)
    assert "花子" not in opened.replace(_receipts(opened), "")


def _receipts(text: str) -> str:
    start = text.find('{"table": "money.Receipt"')
    return text[start : text.find("]}", start)] if start >= 0 else "–"


@pytest.mark.clause("4.10")
def test_no_key_is_left_but_those_of_what_must_stay(helped: World, desk: Actor):
    services.erase_person(helped.sato.pk, because="request", actor=desk, now=LATER)
    live = set(
        SubjectKey.objects.filter(wrapped_key__isnull=False).values_list("subject_kind", flat=True)
    )
    assert live <= {"person", "money"}  # Aoki and the technicians live on
    assert not SubjectKey.objects.filter(
        subject_id=helped.sato.pk, wrapped_key__isnull=False
    ).exists()


@pytest.mark.clause("4.10")
def test_what_must_stay_is_counted_and_dated(helped: World, desk: Actor):
    report = services.erase_person(helped.sato.pk, because="request", actor=desk, now=LATER)
    assert report.kept["money.Receipt"] == {"rows": 1, "class": "money", "until": "2033-11-22"}
    assert Erased.objects.get().kept == report.kept


@pytest.mark.clause("4.10")
def test_the_chains_of_an_erased_person_stay_valid(helped: World, desk: Actor):
    services.erase_person(helped.sato.pk, because="request", actor=desk, now=LATER)
    assert list(record.faults()) == []


@pytest.mark.clause("2.3")
def test_deletion_ends_the_registration(w: World, desk: Actor):
    services.erase_person(w.sato.pk, because="request", actor=desk, now=LATER)
    assert (
        resident_queries.registration_status(w.home.pk, None, at=LATER, usable_before=LATER)
        != "registered"
    )


@pytest.mark.clause("4.10")
def test_nobody_is_erased_while_a_case_is_open(w: World, desk: Actor):
    stories.sato_is_helped(w)
    with pytest.raises(CannotErase, match="対応中の案件"):
        services.demand_erasable(declarations.subject_of_person(w.sato.pk), at=NOW)
    with pytest.raises(CannotErase):
        services.erase_person(w.sato.pk, because="request", actor=desk, now=NOW)
    assert w.sato.pk in people_queries.names_of([w.sato.pk])


@pytest.mark.clause("4.10")
def test_nobody_is_erased_under_a_legal_hold(w: World, desk: Actor):
    held = services.hold(w.sato.pk, reason="訴訟", review_on=LATER.date(), actor=desk, now=NOW)
    with pytest.raises(CannotErase, match="保存"):
        services.erase_person(w.sato.pk, because="retention", actor=desk, now=NOW)
    services.end_hold(held.pk, reason="和解した", actor=desk, now=NOW)
    services.erase_person(w.sato.pk, because="retention", actor=desk, now=LATER)


@pytest.mark.clause("4.10")
def test_erasing_twice_changes_nothing(w: World, desk: Actor):
    services.erase_person(w.sato.pk, because="request", actor=desk, now=LATER)
    first = rows.everything()
    services.erase_person(w.sato.pk, because="request", actor=desk, now=LATER)
    assert rows.everything() == first


@pytest.mark.clause("4.10")
def test_a_caller_who_never_registered_is_found_and_forgotten_by_number(w: World, desk: Actor):
    intake_services.open_call("090-7777-1234", actor=stories.operator(w), now=NOW)
    asked = services.open_request(
        kind="deletion",
        channel="phone",
        company_id=w.company.pk,
        contact="090-7777-1234",
        actor=desk,
        now=NOW,
    )
    subject = declarations.subject_of(asked)
    told = {each.table.model: each.count for each in disclosure.held_about(subject)}
    assert told == {"intake.Call": 1, "privacy.DataRequest": 1}
    services.erase_caller(subject, request=asked, now=NOW)
    assert (
        declarations.rows_about(
            next(each for each in declarations.tables() if each.model == "intake.Call"), subject
        ).count()
        == 0
    )


@pytest.mark.clause("4.10")
def test_a_telephone_that_asked_for_an_open_case_is_not_forgotten(w: World, desk: Actor):
    borrowed = "090-7777-1234"
    request = stories.sato_calls(w, number=borrowed)
    case_services.open_case(request.id, actor=stories.operator(w), now=NOW)
    asked = services.open_request(
        kind="deletion",
        channel="phone",
        company_id=w.company.pk,
        contact=borrowed,
        actor=desk,
        now=NOW,
    )
    with pytest.raises(CannotErase, match="対応中の案件"):
        services.erase_caller(declarations.subject_of(asked), request=asked, now=NOW)


@pytest.mark.clause("4.10")
def test_in_a_restored_database_a_later_erasure_is_done_again(helped: World):
    subjects = [("person", helped.sato.pk)]
    services.erase_again(helped.sato.pk, subjects=subjects, now=LATER)
    assert people_queries.names_of([helped.sato.pk]) == {}
    assert people_queries.persons_by_contact("phone", SATO_PHONE) == []
    services.erase_again(helped.sato.pk, subjects=subjects, now=LATER)


@pytest.mark.clause("4.10")
def test_an_account_that_is_also_something_else_stays(w: World):
    mine, both = (
        world.add_account(name, label=name, role="resident", person_id=w.sato.pk)
        for name in ("sato", "sato_works_here")
    )
    spec = account_services.GrantSpec("operator", company_id=w.company.pk)
    account_services.give_grant(both.pk, spec=spec, actor="system", now=NOW)
    account_services.forget_person(w.sato.pk)
    assert not User.objects.filter(pk=mine.pk).exists()
    assert both.grants.get().role == "operator"


@pytest.mark.clause("4.10")
def test_a_message_still_to_be_delivered_goes_with_its_job(w: World):
    stories.sato_is_helped(w)
    waiting = Message.objects.filter(person_id=w.sato.pk).count()
    jobs = ProcrastinateJob.objects.filter(task_name="notify.deliver")
    assert jobs.count() == waiting > 0
    assert notify_services.forget_messages([Message.objects.latest("pk").pk]) == 1
    assert jobs.count() == waiting - 1
    assert notify_services.forget(person_id=w.sato.pk) == waiting - 1
    assert jobs.count() == 0


@pytest.mark.clause("4.10")
def test_nobody_is_erased_while_a_complaint_is_open(w: World, visited: Case, desk: Actor):
    claim_services.open_complaint(
        "visit",
        words="遅かった",
        channel="phone",
        reply_to="",
        case_id=visited.pk,
        request_id=None,
        person_id=w.sato.pk,
        actor=stories.operator(w),
        now=LATER,
    )
    with pytest.raises(CannotErase, match="お申し出"):
        services.erase_person(w.sato.pk, because="request", actor=desk, now=LATER)
