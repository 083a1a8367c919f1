"""Decisions, and the other ways in which a request ends."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import queries as audit_queries
from kaketsuke.cases import services as case_services
from kaketsuke.claims import doors
from kaketsuke.claims.doors import Door
from kaketsuke.intake import queries as intake_queries
from kaketsuke.intake import services as intake_services
from kaketsuke.intake import tasks
from kaketsuke.intake.models import Request, RequestEntry
from kaketsuke.intake.refusals import CannotAdvance, CannotStateFact
from kaketsuke.intake.services.ending import CALL_BACK_FOR
from kaketsuke.notify import contents
from kaketsuke.notify.models import Message
from kaketsuke.people import keys
from kaketsuke.rules.request import RequestFacts, decide
from tests import stories, world
from tests.world import NOW, SATO_PHONE, World

pytestmark = pytest.mark.django_db


def declined(here: World) -> Request:
    request = stories.sato_calls(here, facts={"attendance": "none"})
    return intake_services.decide(
        request.id, actor=stories.operator(here), now=NOW, words_told="お立ち会いが必要です"
    )


@pytest.mark.clause("4.7.3")
def test_a_refusal_keeps_facts_answer_words_and_version_and_can_be_replayed(here: World) -> None:
    request = declined(here)
    assert request.state == "declined"
    kept = RequestEntry.objects.get(request=request, event="Decided")
    assert kept.terms_version_id == here.terms.pk
    again = decide(RequestFacts.from_json(kept.facts["facts"]))
    assert again.to_json() == kept.answer
    assert request.words_told == "お立ち会いが必要です"
    assert not list(audit_queries.verify_chains())


@pytest.mark.clause("A1.2")
def test_every_refusal_tells_all_live_registrants(here: World) -> None:
    request = declined(here)
    message = Message.objects.get(subject_id=request.id)
    assert (message.template, message.person_id) == ("request_refused", here.sato.pk)


@pytest.mark.clause("4.7")
def test_a_notice_of_refusal_leads_to_a_complaint_of_this_refusal_by_this_person(
    here: World,
) -> None:
    request = declined(here)
    message = Message.objects.get(subject_id=request.id)
    body = contents.open_words(keys.open_key("request", request.id), message).body
    token = body.rsplit("/c/", 1)[1].split("/")[0]
    assert doors.open_door(token) == Door("refusal", request.id, here.sato.pk)


def test_a_refusal_at_a_protected_home_tells_nobody_until_a_supervisor_says_so(
    here: World,
) -> None:
    intake_services.record_flag(
        "protective",
        company_id=here.company.pk,
        facts="申入れ",
        set_by_id=here.supervisor.pk,
        review_on=NOW.date(),
        person_id=here.sato.pk,
        now=NOW,
    )
    request = declined(here)
    assert not Message.objects.filter(subject_id=request.id).exists()
    referred = stories.sato_calls(here)
    intake_services.decide(
        referred.id, actor=stories.operator(here), now=NOW, words_told="確認いたします"
    )
    intake_services.refuse(
        referred.id,
        supervisor=stories.supervisor(here),
        reason="本人と確認できない",
        tell_registrants=True,
        now=NOW,
    )
    assert Message.objects.filter(subject_id=referred.id).count() == 1


def test_a_decided_request_stays_as_it_was_decided(here: World) -> None:
    request = declined(here)
    changes: list[dict[str, object]] = [
        {"state": "asking"},
        {"facts": {}},
        {"stated": {}},
        {"answer": None},
        {"requester_person_id": here.aoki.pk},
        {"requester_owner_id": here.owner.pk},
        {"operator_id": here.supervisor.pk},
        {"company_id": here.other_company.pk},
        {"received_at": NOW + timedelta(hours=1)},
        {"attend_from": NOW + timedelta(hours=1)},
        {"decided_at": NOW + timedelta(hours=1)},
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Request.objects.filter(pk=request.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        RequestEntry.objects.filter(request=request).update(event="Other")
    with pytest.raises(CannotAdvance):
        intake_services.state_facts(
            request.id, facts={"attendance": "owner"}, actor=stories.operator(here), now=NOW
        )


def test_who_took_a_call_stays_on_record_also_while_it_is_asked(here: World) -> None:
    request = stories.sato_calls(here)
    with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(operator_id=here.supervisor.pk)


@pytest.mark.clause("4.7")
def test_an_appeal_is_a_new_request_linked_to_the_declined_one(here: World) -> None:
    request = declined(here)
    again = intake_services.appeal(request.id, actor=stories.resident(here.sato.pk), now=NOW)
    assert again.linked_request_id == request.pk
    assert again.state == "asking"
    assert Request.objects.get(pk=request.pk).state == "declined"


def test_a_lost_call_is_called_back_and_given_up_only_after_a_while(here: World) -> None:
    request = stories.sato_calls(here)
    actor = stories.operator(here)
    intake_services.lose_call(request.id, actor=actor, now=NOW)
    lost = Request.objects.get(pk=request.pk)
    assert lost.state == "call_back"
    assert intake_queries.callback_number_of(lost).endswith("0203")
    assert ProcrastinateJob.objects.filter(task_name="intake.lapse").count() == 1
    early = NOW + CALL_BACK_FOR - timedelta(seconds=1)
    assert intake_services.lapse(request.id, now=early).state == "call_back"
    intake_services.reached(request.id, actor=actor, now=early)
    assert intake_services.lapse(request.id, now=NOW + timedelta(hours=1)).state == "asking"
    intake_services.lose_call(request.id, actor=actor, now=NOW, number="090-0000-1111")
    lost = Request.objects.get(pk=request.pk)
    assert intake_queries.callback_number_of(lost).endswith("1111")
    assert intake_services.lapse(request.id, now=NOW + CALL_BACK_FOR).state == "abandoned"
    tasks.lapse(request_id=str(request.id))


@pytest.mark.clause("2.1d")
def test_triage_and_giving_up_end_a_request(here: World) -> None:
    solved = stories.sato_calls(here)
    actor = stories.operator(here)
    intake_services.solve_by_triage(solved.id, what_helped="battery", actor=actor, now=NOW)
    assert Request.objects.get(pk=solved.pk).state == "solved"
    waiting = stories.sato_calls(here, facts={"photo_id": "locked_inside"})
    intake_services.decide(waiting.id, actor=actor, now=NOW, words_told="確認いたします")
    intake_services.caller_gave_up(waiting.id, actor=actor, now=NOW)
    assert Request.objects.get(pk=waiting.pk).state == "abandoned"


def test_nobody_seconds_their_own_call(here: World) -> None:
    request = stories.sato_calls(here, facts={"photo_id": "locked_inside"})
    intake_services.decide(
        request.id, actor=stories.operator(here), now=NOW, words_told="確認いたします"
    )
    with pytest.raises(CannotAdvance):
        intake_services.second(request.id, actor=stories.operator(here), now=NOW)
    intake_services.second(request.id, actor=stories.supervisor(here), now=NOW)
    assert intake_queries.seconded_by(request.id) == [here.supervisor.pk]


def test_a_callers_buildings_are_found_by_number_in_a_constant_number_of_queries(
    here: World, django_assert_max_num_queries
) -> None:
    viewer = world.viewer(here.operator)
    for number in ("203", "204"):
        room = here.home if number == "203" else here.next_door
        twin = world.add_resident(here.company, family="同居", given=number, phone=SATO_PHONE)
        world.register(twin, dwelling=room, terms=here.terms)
    with django_assert_max_num_queries(3):
        found = intake_queries.buildings_by_phone(viewer, "０９０－００００－０２０３")
    assert found == [here.building]
    assert intake_queries.buildings_by_phone(world.viewer(here.other_operator), SATO_PHONE) == []
    assert intake_queries.buildings_by_phone(viewer, "0120-000-000") == []


def test_an_operator_without_a_supervisors_grant_allows_nothing(here: World) -> None:
    request = stories.sato_calls(here, facts={"photo_id": "locked_inside"})
    intake_services.decide(
        request.id, actor=stories.operator(here), now=NOW, words_told="確認いたします"
    )
    with pytest.raises(CannotAdvance):
        intake_services.refuse(
            request.id,
            supervisor=Actor(ActorRole.OPERATOR, here.stranger.pk),
            reason="理由",
            now=NOW,
        )


@pytest.mark.clause("3.2")
def test_the_calling_number_is_sealed(here: World) -> None:
    request = stories.sato_calls(here)
    assert request.call is not None
    assert b"0203" not in bytes(request.call.number_sealed or b"")
    assert intake_queries.number_of(request) == "090-0000-0203"


def test_a_joined_request_names_its_case_and_ends(here: World) -> None:
    case = stories.sato_is_helped(here)
    again = stories.sato_calls(here)
    actor = stories.operator(here)
    joined = intake_services.join_to_case(again.id, case_id=case.id, actor=actor, now=NOW)
    assert (joined.state, joined.joined_case_id) == ("joined", case.id)
    with pytest.raises(CannotAdvance):
        intake_services.join_to_case(again.id, case_id=case.id, actor=actor, now=NOW)


@pytest.mark.clause("A1.2.2")
def test_whoever_referred_the_request_does_not_decide_it(here: World) -> None:
    request = stories.sato_calls(here, facts={"photo_id": "locked_inside"})
    supervisor = stories.supervisor(here)
    intake_services.decide(request.id, actor=supervisor, now=NOW, words_told="確認いたします")
    with pytest.raises(CannotAdvance, match="別の責任者"):
        case_services.allow_request(
            request.id, supervisor=supervisor, reason="本人と確認", leave=True, now=NOW
        )
    with pytest.raises(CannotAdvance, match="別の責任者"):
        intake_services.refuse(request.id, supervisor=supervisor, reason="理由", now=NOW)


def test_what_the_record_says_is_believed_from_nobody(here: World) -> None:
    request = stories.sato_calls(here)
    for path, value in (
        ("registration.status", "registered"),
        ("contract.status", "active"),
        ("contract.covers_dwelling", True),
        ("lock_on_record", True),
        ("conduct", []),
        ("protected", False),
        ("area_closed", False),
        ("force_majeure", False),
        ("received_at", NOW.isoformat()),
    ):
        with pytest.raises(CannotStateFact):
            intake_services.state_facts(
                request.id, facts={path: value}, actor=stories.operator(here), now=NOW
            )


@pytest.mark.clause("2.2a")
@pytest.mark.clause("2.2")
def test_whoever_registered_next_door_or_during_the_call_is_not_helped(here: World) -> None:
    world.register(here.aoki, dwelling=here.next_door, terms=here.terms)
    fresh = world.add_resident(here.company, family="新井", given="三郎", phone="090-0000-0297")
    world.register(fresh, dwelling=here.home, terms=here.terms, now=NOW + timedelta(minutes=1))
    for person, later in ((here.aoki, timedelta()), (fresh, timedelta(minutes=5))):
        request = stories.sato_calls(here)
        answer = intake_services.choose_dwelling(
            request.id,
            dwelling_id=here.home.pk,
            requester_person_id=person.pk,
            actor=stories.operator(here),
            now=NOW + later,
        )
        assert answer.outcome == "decline"
