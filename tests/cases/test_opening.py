"""From a request to an open case: who is told, what is kept, what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import NOBODY, THE_SYSTEM, Actor, ActorRole
from kaketsuke.audit import queries as audit_queries
from kaketsuke.cases import queries as case_queries
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry, Leave
from kaketsuke.cases.refusals import CannotOpenCase
from kaketsuke.database.refusals import Refusal
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Request
from kaketsuke.intake.refusals import CannotAdvance
from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify.models import Message
from kaketsuke.parties import services as party_services
from tests import stories, world
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def deferred(name: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=name).count()


@pytest.mark.clause("3.1")
def test_a_registrants_own_request_opens_a_case_with_everything_kept(here: World) -> None:
    case = stories.sato_is_helped(here)
    assert case.state == "offering"
    assert case.requested_by == "resident"
    assert case.number >= 2201
    request = Request.objects.get(pk=case.request_id)
    assert request.state == "accepted"
    assert request.attendant_person_id == here.sato.pk
    opened = Entry.objects.get(case=case, event="Opened")
    assert {"3.1", "2.2", "A1.2.1", "A1.2.2"} <= set(opened.clauses)
    assert opened.terms_version_id == here.terms.pk
    assert deferred("dispatch.start_offers") == 1
    assert not list(audit_queries.verify_chains())


@pytest.mark.clause("A1.2")
def test_every_live_registrant_is_told_at_once_with_a_link_of_their_own(here: World) -> None:
    kobayashi = world.add_resident(here.company, family="小林", given="次郎", phone="090-0000-2203")
    world.register(kobayashi, dwelling=here.home, terms=here.terms)
    case = stories.sato_is_helped(here)
    messages = Message.objects.filter(subject_id=case.id)
    assert {message.person_id for message in messages} == {here.sato.pk, kobayashi.pk}
    assert case.links.count() == 2
    shown = notify_queries.about("case", [case.id])
    assert all("/t/" in message.body for message in shown)


def test_the_links_page_is_found_by_its_token_alone_and_dies_a_day_after_the_end(
    here: World,
) -> None:
    case = stories.sato_is_helped(here)
    token = case_services.make_link(case.id, here.sato.pk, now=NOW)
    context.set_viewer(NOBODY)
    found = case_services.link_by_token(token, now=NOW)
    assert found is not None
    assert found.case_id == case.pk
    assert case_services.link_by_token(token + "x", now=NOW) is None
    context.set_viewer(THE_SYSTEM)
    case_services.advance(
        case.id, event=Event.RESIDENT_CANCELLED, actor=stories.operator(here), now=NOW
    )
    almost = NOW + timedelta(hours=24) - timedelta(seconds=1)
    assert case_services.link_by_token(token, now=almost) is not None
    assert case_services.link_by_token(token, now=NOW + timedelta(hours=24)) is None


def test_a_second_case_of_a_dwelling_is_refused_and_its_caller_joined(here: World) -> None:
    first = stories.sato_is_helped(here)
    again = stories.sato_calls(here)
    with pytest.raises(CannotAdvance, match="進行中の案件"):
        case_services.open_case(again.id, actor=stories.operator(here), now=NOW)
    joined = case_services.join_request(again.id, actor=stories.operator(here), now=NOW)
    assert joined.pk == first.pk
    assert Request.objects.get(pk=again.id).joined_case_id == first.pk


def test_the_database_itself_refuses_a_second_open_case(here: World) -> None:
    first = stories.sato_is_helped(here)
    request = stories.sato_calls(here)
    columns = {
        field.attname: getattr(first, field.attname)
        for field in Case._meta.concrete_fields
        if field.attname not in ("id", "number", "request_id")
    }
    with pytest.raises(IntegrityError, match="cases_one_open_per_dwelling"), transaction.atomic():
        Case.objects.create(number=1, request_id=request.id, **columns)


@pytest.mark.clause("A1.2.2")
def test_an_identity_document_inside_needs_another_persons_written_leave(here: World) -> None:
    request = stories.sato_calls(here, facts={"photo_id": "locked_inside"})
    with pytest.raises(CannotAdvance):
        case_services.open_case(request.id, actor=stories.operator(here), now=NOW)
    intake_services.decide(
        request.id, actor=stories.operator(here), now=NOW, words_told="確認いたします"
    )
    told: dict[str, Any] = {
        "reason": "オーナーも留守、本人の声を確認",
        "now": NOW,
    }
    with pytest.raises(CannotAdvance, match="特例許可"):
        case_services.allow_request(request.id, supervisor=stories.supervisor(here), **told)
    own = Actor(ActorRole.SUPERVISOR, here.operator.pk)
    with pytest.raises(CannotAdvance, match="別の責任者"):
        case_services.allow_request(request.id, supervisor=own, leave=True, **told)
    case = case_services.allow_request(
        request.id, supervisor=stories.supervisor(here), leave=True, **told
    )
    leave = Leave.objects.get(case=case)
    assert case_queries.live_leave(Case.objects.get(pk=case.pk)) == leave
    assert leave.attendant_person_id == here.sato.pk
    assert told["reason"] not in bytes(leave.reason_sealed).decode("latin-1")
    with pytest.raises(IntegrityError, match="cases_leave_not_by_the_operator"):
        Leave.objects.filter(pk=leave.pk).update(issued_by_id=here.operator.pk)


@pytest.mark.clause("4.7.5")
def test_a_protected_home_takes_two_people_and_tells_nobody_unasked(here: World) -> None:
    intake_services.record_flag(
        "protective",
        company_id=here.company.pk,
        facts="警察からの申入れ",
        set_by_id=here.supervisor.pk,
        review_on=NOW.date(),
        dwelling_id=here.home.pk,
        now=NOW,
    )
    second = world.add_account(
        "second", label="見本 二人目", role="supervisor", company_id=here.company.pk
    )
    request = stories.sato_calls(here)
    assert request.answer is not None
    assert request.answer["outcome"] == "refer"
    intake_services.decide(
        request.id, actor=stories.operator(here), now=NOW, words_told="確認いたします"
    )
    told: dict[str, Any] = {
        "supervisor": stories.supervisor(here),
        "reason": "本人と確認",
        "now": NOW,
    }
    with pytest.raises(CannotAdvance, match="二人で判断"):
        case_services.allow_request(request.id, **told)
    with pytest.raises(CannotAdvance, match="二人で判断"):
        case_services.allow_request(request.id, second_person=second.pk, **told)
    intake_services.second(request.id, actor=stories.colleague(second), now=NOW)
    case = case_services.allow_request(request.id, second_person=second.pk, **told)
    assert not Message.objects.filter(subject_id__in=[case.id, request.id]).exists()
    assert deferred("dispatch.start_offers") == 1


@pytest.mark.clause("2.1")
def test_an_owners_case_is_offered_only_once_the_residents_notice_is_settled(here: World) -> None:
    agent = world.add_resident(here.company, family="管理", given="太郎", kind="agent")
    party_services.give_mandate(here.owner, person_id=agent.pk, now=world.LONG_AGO)
    request = stories.owner_calls(here, agent=agent.pk)
    case = case_services.open_case(request.id, actor=stories.operator(here), now=NOW)
    assert case.requested_by == "owner"
    assert deferred("dispatch.start_offers") == 0
    message = Message.objects.get(subject_id=case.id)
    assert message.template == "owner_request"
    assert message.then_task == "cases.owner_notice_delivered"
    for _twice in range(2):
        case_services.settle_owner_notice(
            case.id, how="call_tried", actor=stories.operator(here), now=NOW
        )
    assert deferred("dispatch.start_offers") == 1


@pytest.mark.clause("2.1")
def test_an_owner_against_a_residents_objection_is_referred_not_one_click(here: World) -> None:
    agent = world.add_resident(here.company, family="管理", given="太郎", kind="agent")
    party_services.give_mandate(here.owner, person_id=agent.pk, now=world.LONG_AGO)
    request = stories.owner_calls(here, agent=agent.pk, registrant_objects=True)
    with pytest.raises(CannotAdvance):
        case_services.open_case(request.id, actor=stories.operator(here), now=NOW)
    intake_services.decide(
        request.id, actor=stories.operator(here), now=NOW, words_told="確認いたします"
    )
    assert Request.objects.get(pk=request.id).state == "referred"


def test_a_phone_locked_inside_gets_a_link_at_another_number_without_the_code_word(
    here: World,
) -> None:
    request = stories.sato_calls(here)
    case = case_services.open_case(
        request.id, actor=stories.operator(here), now=NOW, temporary_number="090-0000-7777"
    )
    assert case.phone_inside
    assert case_queries.temporary_number_of(case).endswith("7777")
    messages = Message.objects.filter(subject_id=case.id)
    assert messages.filter(contact_point_id=None).count() == 1
    shown = {each.address_hint[-4:]: each for each in notify_queries.about("case", [case.id])}
    assert case.code_word not in shown["7777"].body


@pytest.mark.clause("A1.2")
def test_the_registered_number_is_told_also_when_it_is_said_to_lie_inside(here: World) -> None:
    request = stories.sato_calls(here)
    case = case_services.open_case(
        request.id, actor=stories.operator(here), now=NOW, temporary_number="090-0000-7777"
    )
    told = Message.objects.filter(subject_id=case.id, contact_point_id__isnull=False)
    assert [message.person_id for message in told] == [here.sato.pk]
    kept = repr(Case.objects.filter(pk=case.pk).values())
    assert "00007777" not in kept.replace("-", "")


def test_a_refusal_is_a_sentence_and_leaves_nothing_behind(here: World) -> None:
    request = stories.sato_calls(here, facts={"attendance": "none"})
    with pytest.raises(Refusal) as refusal:
        case_services.open_case(request.id, actor=stories.operator(here), now=NOW)
    assert str(refusal.value.sentence).endswith("。")
    assert not Case.objects.exists()
    assert Request.objects.get(pk=request.id).state == "asking"


def test_nothing_to_join_is_said(here: World) -> None:
    request = stories.sato_calls(here)
    with pytest.raises(CannotOpenCase):
        case_services.join_request(request.id, actor=stories.operator(here), now=NOW)
