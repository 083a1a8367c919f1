"""Who stands there? Nobody works before that is answered."""

from copy import deepcopy

import pytest
from django.db import IntegrityError, connection, transaction

from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite import refusals, services
from kaketsuke.onsite.models import Check
from kaketsuke.parties import services as party_services
from kaketsuke.rules.facts import MalformedFacts
from tests import door, world


def seen(**changes):
    facts = deepcopy(door.SATO_HERE)
    facts["photo_id"].update(changes)
    return facts


@pytest.mark.clause("A1.2")
def test_work_begins_after_the_checks(at):
    at.verified().begin_work()
    assert at.state == "working"


@pytest.mark.clause("A1.2")
def test_work_does_not_begin_before_the_checks(at):
    at.at_the_door()
    with pytest.raises(refusals.CannotAct) as refused:
        at.begin_work()
    assert refused.value.sentence == refusals.CHECKS_FIRST
    assert at.state == "arrived"


@pytest.mark.clause("A1.2")
def test_the_database_itself_refuses_work_without_checks(at):
    at.at_the_door()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO onsite_workspan (id, company_id, case_id, during, ended_because)"
            " VALUES (gen_random_uuid(), %s, %s, tstzrange(now(), NULL), '')",
            [at.world.company.pk, at.case.pk],
        )


@pytest.mark.clause("A1.2.2")
@pytest.mark.parametrize(
    "wrong",
    [
        {"name_matches": False},
        {"face_matches": False},
        {"expired": True},
        {"has_photo": False},
        {"kind": "not_public"},
        {"kind": "locked_inside"},
    ],
)
def test_a_wrong_document_turns_away_with_the_words_to_say(at, wrong):
    at.at_the_door()
    answer = at.answer_check(facts=seen(**wrong), code_word_said=True)
    assert answer.outcome == "decline"
    assert at.state == "turned_away"
    assert {"A1.2.2", "4.7.3"} <= set(answer.entry.clauses)
    assert any(finding.say for finding in answer.answer.findings)


@pytest.mark.clause("A1.2.1")
@pytest.mark.parametrize("attendee", [{"present": False}, {"role": "other"}])
def test_nobody_entitled_at_the_door_turns_away(at, attendee):
    at.at_the_door()
    facts = deepcopy(door.SATO_HERE)
    facts["attendee"].update(attendee)
    at.answer_check(facts=facts, code_word_said=True)
    assert at.state == "turned_away"


@pytest.mark.clause("A1.2.1")
def test_an_agent_of_a_company_may_attend_while_the_mandate_lasts(at):
    at.at_the_door()
    facts = {"attendee": {"role": "owner_agent", "present": True}, "photo_id": door.LICENCE}
    with pytest.raises(refusals.CannotPassChecks, match="いまの記録にありません"):
        at.answer_check(facts=facts, code_word_said=True)
    agent = world.add_resident(at.world.company, family="管理", given="太郎", kind="agent")
    party_services.give_mandate(at.world.owner, person_id=agent.pk, now=at.now)
    at.answer_check(facts=facts, code_word_said=True)
    assert at.state == "verified"


def test_an_unknown_fact_asks_and_keeps_nothing(at):
    at.at_the_door()
    answer = at.answer_check(facts=seen(face_matches=None), code_word_said=True)
    assert answer.outcome == "ask"
    assert answer.answer.questions == ("photo_id.face_matches",)
    assert (at.state, Check.objects.count()) == ("arrived", 0)


def test_the_code_word_comes_first(at):
    at.at_the_door()
    with pytest.raises(refusals.CannotPassChecks):
        at.answer_check(facts=door.SATO_HERE, code_word_said=False)
    assert at.state == "arrived"


@pytest.mark.clause("A1.2.2")
@pytest.mark.parametrize("shown", [False, "not_shown"])
def test_an_address_not_confirmed_wants_the_registered_phone_rung(at, shown):
    at.at_the_door()
    with pytest.raises(refusals.CannotPassChecks) as refused:
        at.answer_check(facts=seen(address_matches=shown), code_word_said=True)
    assert refused.value.sentence == refusals.CALL_BACK_FIRST
    at.ask_call_back()
    assert at.say_code(code=door.call_back_code(at.case))
    at.answer_check(facts=seen(address_matches=shown), code_word_said=True)
    assert at.state == "verified"


@pytest.mark.clause("A1.2.2")
def test_under_a_leave_work_begins_and_the_check_is_owed(under_leave):
    under_leave.at_the_door()
    answer = under_leave.answer_check(facts=seen(kind="locked_inside"), code_word_said=True)
    assert answer.outcome == "accept"
    assert under_leave.state == "arrived"
    under_leave.begin_work()
    case = Case.objects.get(pk=under_leave.case.pk)
    assert (case.state, case.check_owed) == ("working", True)


@pytest.mark.clause("A1.2.2")
def test_a_leave_without_an_attendant_seen_begins_nothing(under_leave):
    under_leave.at_the_door()
    with pytest.raises(refusals.CannotAct):
        under_leave.begin_work()


def opened_with_check_owed(under_leave):
    under_leave.at_the_door()
    under_leave.answer_check(facts=seen(kind="locked_inside"), code_word_said=True)
    under_leave.begin_work()
    under_leave.open_door(method="non_destructive", lock_usable=True)
    return under_leave


@pytest.mark.clause("A1.2.2")
def test_the_owed_check_is_made_up_once_the_door_is_open(under_leave):
    opened_with_check_owed(under_leave)
    under_leave.answer_check(facts=door.SATO_HERE, code_word_said=False)
    case = Case.objects.get(pk=under_leave.case.pk)
    assert (case.state, case.check_owed) == ("opened", False)
    assert case.checks_passed_at is not None


@pytest.mark.clause("4.7.3")
@pytest.mark.parametrize("wrong", [{"face_matches": False}, {"kind": "locked_inside"}])
def test_an_owed_check_that_fails_halts_with_the_door_locked_again(under_leave, wrong):
    opened_with_check_owed(under_leave)
    under_leave.answer_check(
        facts=seen(**wrong), code_word_said=True, nobody_left_inside=True, door_locked=True
    )
    assert under_leave.state == "halted"


def test_only_the_technician_of_the_case_may_answer(at):
    at.at_the_door()
    other = {at.world.mori.pk, at.world.hayashi.pk} - {at.technician}
    with pytest.raises(refusals.CannotAct):
        services.answer_check(
            at.case.pk,
            facts=door.SATO_HERE,
            code_word_said=True,
            technician=other.pop(),
            now=at.now,
        )


@pytest.mark.parametrize(
    "free",
    [
        {"photo_id": {"number": "123456789012"}},
        {"photo_id": {"kind": "運転免許証 1234"}},
        {"attendee": {"name": "佐藤"}},
    ],
)
def test_no_number_and_no_free_text_finds_a_place(at, free):
    at.at_the_door()
    with pytest.raises(MalformedFacts):
        at.answer_check(facts=free, code_word_said=True)


@pytest.mark.clause("A1.2.2")
def test_of_a_document_only_kind_and_results_are_kept(at):
    at.at_the_door()
    at.answer_check(facts=door.SATO_HERE, code_word_said=True)
    kept = Check.objects.get(case=at.case)
    assert (kept.document_kind, kept.name_matches, kept.outcome) == (
        "drivers_license",
        True,
        "accept",
    )
    texts = {field.name for field in Check._meta.get_fields() if hasattr(field, "max_length")}
    assert not texts & {"number", "image", "picture", "note"}


def test_a_check_never_changes(at):
    at.at_the_door()
    at.answer_check(facts=door.SATO_HERE, code_word_said=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.update(name_matches=False)


def test_the_same_press_sent_twice_is_one_check(at):
    import uuid

    at.at_the_door()
    key = uuid.uuid4()
    first = at.answer_check(facts=door.SATO_HERE, code_word_said=True, idempotency_key=key)
    again = at.answer_check(facts=door.SATO_HERE, code_word_said=True, idempotency_key=key)
    assert again.entry.pk == first.entry.pk
    assert Check.objects.count() == 1
    assert Entry.objects.filter(case=at.case, event="ChecksPassed").count() == 1


@pytest.mark.clause("A1.2.2")
@pytest.mark.parametrize("role", ["owner", "owner_agent"])
def test_a_leave_helps_nobody_who_stands_there_in_another_role(under_leave, role):
    under_leave.at_the_door()
    inside = {"attendee": {"role": role, "present": True}, "photo_id": {"kind": "locked_inside"}}
    checked = under_leave.answer_check(facts=inside, code_word_said=True)
    assert checked.outcome == "decline"
    assert under_leave.state == "turned_away"
