"""The registered phone is rung and reads out a number; inside, only a supervisor helps (A1.2)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.notify.models import Message
from kaketsuke.onsite import queries, refusals
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import CallBack
from kaketsuke.people.models import ContactPoint
from tests import door, rewritten
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A1.2.2")]
PASSPORT = {
    "attendee": {"role": "registrant", "present": True},
    "photo_id": {**door.LICENCE, "kind": "passport", "address_matches": "not_shown"},
}


@pytest.fixture
def asked(at):
    at.at_the_door()
    at.ask_call_back()
    return at


def confirmed(at):
    return queries.call_back_confirmed(Case.objects.get(pk=at.case.pk))


def test_the_number_goes_to_the_registered_phone_and_nowhere_else(asked):
    message = Message.objects.get(template="identity_code")
    assert (message.person_id, message.channel) == (asked.world.sato.pk, "sms")
    assert Case.objects.get(pk=asked.case.pk).human_needed == "call_back"
    assert queries.call_back_waits(asked.case.pk)


def test_the_right_number_counts_and_is_then_gone(asked):
    code = door.call_back_code(asked.case)
    wrong = f"{(int(code) + 1) % 10_000:04d}"
    assert not asked.say_code(code=wrong)
    assert asked.say_code(code=f" {code} ")
    assert confirmed(asked)
    assert CallBack.objects.get().code_sealed is None
    asked.answer_check(facts=PASSPORT, code_word_said=True)
    assert asked.state == "verified"


def test_nobody_guesses_for_long(asked):
    code = door.call_back_code(asked.case)
    wrong = f"{(int(code) + 1) % 10_000:04d}"
    for _try in range(5):
        assert not asked.say_code(code=wrong)
    with pytest.raises(refusals.CannotAct) as refused:
        asked.say_code(code=code)
    assert refused.value.sentence == refusals.CALL_BACK_ANEW


def test_asked_again_at_once_nothing_is_sent_anew(at):
    at.at_the_door()
    for _again in range(3):
        onsite_services.ask_call_back(at.case.pk, technician=at.technician, now=at.now)
    assert CallBack.objects.count() == 1


def test_numbers_are_not_sent_without_end(asked):
    for _again in range(5):
        asked.wait(2)
        asked.ask_call_back()
    with pytest.raises(refusals.CannotAct):
        asked.wait(2).ask_call_back()


def test_an_old_number_is_none(asked):
    code = door.call_back_code(asked.case)
    asked.wait(31)
    with pytest.raises(refusals.CannotAct):
        asked.say_code(code=code)


def test_the_centre_may_speak_to_the_registered_phone_instead(at):
    at.at_the_door()
    for _again in range(2):
        onsite_services.confirm_call_back(at.case.pk, actor=door.operator(at.world), now=at.now)
    assert CallBack.objects.count() == 1
    at.answer_check(facts=PASSPORT, code_word_said=True)
    assert at.state == "verified"


def test_with_the_phone_inside_only_a_supervisor_confirms(at):
    actor = door.operator(at.world)
    case_services.take_temporary_number(at.case.pk, number="090-0000-9999", actor=actor, now=at.now)
    at.at_the_door()
    at.ask_call_back()
    assert not Message.objects.filter(template="identity_code").exists()
    with pytest.raises(refusals.CannotAct) as refused:
        at.say_code(code="0000")
    assert refused.value.sentence == refusals.CALL_BACK_PHONE_INSIDE
    with pytest.raises(refusals.CannotAct):
        onsite_services.confirm_call_back(at.case.pk, actor=actor, now=at.now)
    onsite_services.confirm_call_back(at.case.pk, actor=door.supervisor(at.world), now=at.now)
    assert confirmed(at)


@pytest.mark.parametrize("proven_at", [None, NOW + timedelta(minutes=1)])
def test_a_number_that_was_not_the_attendants_before_the_call_says_nothing(at, proven_at):
    phones = ContactPoint.objects.filter(person=at.world.sato, kind="phone")
    phones.update(proven_at=proven_at)
    at.at_the_door()
    at.ask_call_back()
    assert not Message.objects.filter(template="identity_code").exists()
    with pytest.raises(refusals.CannotAct) as refused:
        at.say_code(code=door.call_back_code(at.case))
    assert refused.value.sentence == refusals.CALL_BACK_NO_PROVEN_PHONE
    with pytest.raises(refusals.CannotAct) as refused:
        onsite_services.confirm_call_back(at.case.pk, actor=door.operator(at.world), now=at.now)
    assert refused.value.sentence == refusals.CALL_BACK_UNPROVEN_BY_SUPERVISOR
    onsite_services.confirm_call_back(at.case.pk, actor=door.supervisor(at.world), now=at.now)
    assert confirmed(at)


def test_who_took_the_call_is_no_supervisor_of_it(at):
    at.at_the_door()
    Case.objects.filter(pk=at.case.pk).update(phone_inside=True)
    rewritten.request(at.case.request_id, operator_id=at.world.supervisor.pk)
    boss = door.supervisor(at.world)
    with pytest.raises(refusals.CannotAct):
        onsite_services.confirm_call_back(at.case.pk, actor=boss, now=at.now)
    with pytest.raises(refusals.CannotAct):
        onsite_services.approve_breaking(at.case.pk, approved_by="company", actor=boss, now=at.now)
    mori = Actor(ActorRole.TECHNICIAN, at.technician)
    with pytest.raises(refusals.CannotAct, match="センターが記録"):
        onsite_services.confirm_call_back(at.case.pk, actor=mori, now=at.now)


def test_for_another_attendant_it_is_rung_anew(asked):
    asked.say_code(code=door.call_back_code(asked.case))
    nobody = {"attendee": {"role": "other", "present": True}}
    asked.answer_check(facts=nobody, code_word_said=True)
    asked.now += timedelta(minutes=1)
    case_services.name_other_attendant(
        asked.case.pk,
        role="registrant",
        person_id=asked.world.sato.pk,
        actor=door.operator(asked.world),
        now=asked.now,
    )
    assert not confirmed(asked)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"tries": 6}, "onsite_call_back_few_tries"),
        ({"confirmed_by_role": "operator"}, "onsite_call_back_confirmed_by_somebody"),
    ],
)
def test_the_database_refuses_what_must_not_be(asked, values, named):
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        CallBack.objects.update(**values)
