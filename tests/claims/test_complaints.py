"""A complaint has a number, a clock and an owner from the first minute, and ends with an answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kaketsuke.audit import queries as audit_queries
from kaketsuke.claims import doors, services
from kaketsuke.claims import queries as claim_queries
from kaketsuke.claims.doors import CannotOpen, Door
from kaketsuke.claims.models import Complaint, Entry
from kaketsuke.claims.refusals import CannotComplain, CannotStep
from kaketsuke.database import ids
from kaketsuke.intake.models import Request
from kaketsuke.notify.models import Message
from kaketsuke.people.normalise import CannotUsePhone
from tests import world
from tests.claims.conftest import Claims
from tests.world import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def about_the_refusal(here: Claims, about: str = "refusal", **otherwise: Any) -> Complaint:
    said = {
        "words": "本人なのに断られました。",
        "channel": "phone",
        "actor": here.by_operator,
        "request_id": here.refused.pk,
        "person_id": here.world.sato.pk,
    }
    return services.open_complaint(about, now=NOW, **{**said, **otherwise})


def about_the_visit(here: Claims, **otherwise: Any) -> Complaint:
    return about_the_refusal(
        here, "visit", **{"request_id": None, "case_id": here.case.pk, **otherwise}
    )


def again(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def test_its_clock_starts_when_it_comes_in_and_its_words_are_sealed(here: Claims) -> None:
    complaint = about_the_refusal(here)
    assert (complaint.alarm_at, complaint.due_at) == (NOW + 5 * DAY, NOW + 7 * DAY)
    assert complaint.state == "received"
    entry = Entry.objects.get(complaint=complaint)
    assert "断られ".encode() not in bytes(entry.words_sealed or b"")
    assert claim_queries.steps_of(complaint)[0].words == "本人なのに断られました。"
    assert not list(audit_queries.verify_chains(("complaint", complaint.pk)))


def test_whoever_complains_is_told_the_number_and_where_to_read_the_answer(here: Claims) -> None:
    before = Message.objects.count()
    complaint = about_the_refusal(here)
    assert Message.objects.count() == before + 1
    services.take_complaint(complaint.pk, actor=here.by_handler, now=NOW)
    services.answer_complaint(
        complaint.pk, words="もう一度確認しました。", actor=here.by_handler, now=NOW
    )
    assert Message.objects.filter(template="complaint_answered").count() == 1


def test_somebody_unknown_is_answered_at_the_number_given(here: Claims) -> None:
    complaint = about_the_refusal(here, person_id=None, reply_to="090-0000-0999")
    assert claim_queries.reply_number(complaint) == "090-0000-0999"
    assert b"9000000999" not in bytes(complaint.reply_to_sealed or b"")
    assert Message.objects.filter(subject_kind="complaint").count() == 1
    with pytest.raises(CannotUsePhone), transaction.atomic():
        about_the_refusal(here, person_id=None, reply_to="119")


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": "  "},
        {"request_id": None},
        {"request_id": ids.new_id()},
    ],
)
def test_nothing_is_written_without_words_or_a_refusal(here: Claims, wrong: dict[str, Any]) -> None:
    with pytest.raises(CannotComplain):
        about_the_refusal(here, **wrong)
    assert not Complaint.objects.exists()


def test_only_a_refusal_is_complained_about_as_one(here: Claims) -> None:
    with pytest.raises(CannotComplain):
        about_the_refusal(here, request_id=here.case.request_id)
    with pytest.raises(CannotComplain):
        services.open_complaint(
            "weather", words="雨", channel="phone", actor=here.by_operator, now=NOW
        )


@pytest.mark.clause("4.7")
def test_who_took_the_refused_call_does_not_answer_for_it(here: Claims) -> None:
    complaint = about_the_refusal(here)
    decided = here.refused.operator_id
    as_supervisor = type(here.by_supervisor)(here.by_supervisor.role, decided)
    with pytest.raises(CannotStep) as refusal:
        services.take_complaint(complaint.pk, actor=as_supervisor, now=NOW)
    assert "別の方" in str(refusal.value)
    with pytest.raises(CannotStep):
        services.take_complaint(complaint.pk, actor=here.by_operator, now=NOW)
    assert services.take_complaint(complaint.pk, actor=here.by_supervisor, now=NOW).owner_id


@pytest.mark.clause("4.7")
def test_an_appeal_is_a_new_request_and_the_refused_one_stays(here: Claims) -> None:
    complaint = about_the_refusal(here)
    request = services.begin_appeal(complaint.pk, actor=here.by_supervisor, now=NOW)
    assert (request.state, request.linked_request_id) == ("asking", here.refused.pk)
    assert Request.objects.get(pk=here.refused.pk).state == "declined"
    assert again(complaint).appeal_request_id == request.pk
    with pytest.raises(CannotStep):
        services.begin_appeal(complaint.pk, actor=here.by_supervisor, now=NOW)
    with pytest.raises(CannotStep):
        services.begin_appeal(about_the_visit(here).pk, actor=here.by_supervisor, now=NOW)


def test_who_is_not_content_starts_the_clock_anew(here: Claims) -> None:
    complaint = about_the_visit(here)
    services.take_complaint(complaint.pk, actor=here.by_handler, now=NOW)
    services.answer_complaint(complaint.pk, words="お答え", actor=here.by_handler, now=NOW + DAY)
    services.not_content(complaint.pk, words="違います。", actor=here.by_sato, now=NOW + 2 * DAY)
    found = again(complaint)
    assert (found.state, found.due_at) == ("in_hand", NOW + 9 * DAY)
    services.withdraw_complaint(complaint.pk, words="済み", actor=here.by_sato, now=NOW + 3 * DAY)
    assert again(complaint).ended_at == NOW + 3 * DAY
    with pytest.raises(CannotStep):
        services.take_complaint(complaint.pk, actor=here.by_handler, now=NOW + 3 * DAY)


def test_an_answer_nobody_comes_back_to_is_closed_after_a_while_and_not_before(
    here: Claims,
) -> None:
    complaint = about_the_visit(here)
    services.take_complaint(complaint.pk, actor=here.by_handler, now=NOW)
    services.answer_complaint(complaint.pk, words="お答え", actor=here.by_handler, now=NOW)
    assert services.close_where_nobody_came_back(now=NOW + 14 * DAY - timedelta(seconds=1)) == 0
    assert services.close_where_nobody_came_back(now=NOW + 14 * DAY) == 1
    assert again(complaint).state == "closed"
    assert services.close_where_nobody_came_back(now=NOW + 15 * DAY) == 0


def test_a_handler_closes_what_was_answered(here: Claims) -> None:
    complaint = about_the_visit(here)
    with pytest.raises(CannotStep):
        services.close_complaint(complaint.pk, actor=here.by_handler, now=NOW)
    services.take_complaint(complaint.pk, actor=here.by_handler, now=NOW)
    services.answer_complaint(complaint.pk, words="お答え", actor=here.by_handler, now=NOW)
    assert services.close_complaint(complaint.pk, actor=here.by_handler, now=NOW).ended_at == NOW


def test_a_signed_address_opens_one_matter_and_a_forged_one_none(here: Claims) -> None:
    door = Door("refusal", here.refused.pk, here.world.sato.pk)
    token = doors.token_of(door)
    assert doors.open_door(token) == door
    for forged in (token[:-2], "x" + token, ""):
        with pytest.raises(CannotOpen):
            doors.open_door(forged)
    assert services.door_of(about_the_refusal(here)).kind == "complaint"


def test_a_form_sent_twice_is_one_complaint_and_there_is_an_end_to_them(here: Claims) -> None:
    door = Door("case", here.case.pk, here.world.sato.pk)

    def send(key: Any) -> Complaint:
        return services.complain_at_door(
            door, about="bill", words="高い", reply_to="", language="ja", key=key, now=NOW
        )

    key = ids.new_id()
    assert send(key).pk == send(key).pk
    door = Door("case", here.case.pk, here.world.aoki.pk)
    with pytest.raises(CannotComplain):
        send(key)
    door = Door("case", here.case.pk, here.world.sato.pk)
    for _each in range(services.complaints.AT_ONCE - 1):
        send(ids.new_id())
    with pytest.raises(CannotComplain):
        send(ids.new_id())


def test_the_desk_sees_its_company_s_complaints_the_first_due_first(here: Claims) -> None:
    later = about_the_visit(here)
    Complaint.objects.filter(pk=later.pk).update(due_at=NOW + 20 * DAY)
    sooner = about_the_refusal(here)
    for user in (here.handler, here.world.supervisor, here.world.operator):
        seen = claim_queries.open_complaints(world.viewer(user))
        assert [each.pk for each in seen] == [sooner.pk, later.pk]
        assert claim_queries.waiting_complaints(world.viewer(user)) == 2
    for user in (here.world.other_operator, here.world.mori_account, here.world.stranger):
        assert not claim_queries.open_complaints(world.viewer(user)).exists()
    assert claim_queries.waiting_complaints(world.viewer(here.world.stranger)) == 0


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("claims_complaint_about_something", {"case_id": None}),
        ("claims_complaint_in_hand_has_owner", {"state": "in_hand"}),
        ("claims_complaint_answered_has_time", {"state": "answered", "owner_id": ids.new_id()}),
        ("claims_complaint_alarm_first", {"alarm_at": NOW + 8 * DAY}),
    ],
)
def test_the_database_refuses_a_complaint_that_hangs_in_the_air(
    here: Claims, name: str, change: dict[str, Any]
) -> None:
    complaint = about_the_visit(here)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(**change)


def test_the_database_keeps_every_step_and_every_end(here: Claims) -> None:
    complaint = about_the_visit(here)
    services.withdraw_complaint(complaint.pk, words="済み", actor=here.by_sato, now=NOW)
    for broken in (
        lambda: Complaint.objects.filter(pk=complaint.pk).update(state="received"),
        lambda: Complaint.objects.filter(pk=complaint.pk).delete(),
        lambda: Entry.objects.filter(complaint=complaint).update(event="x"),
        lambda: Entry.objects.filter(complaint=complaint).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()
