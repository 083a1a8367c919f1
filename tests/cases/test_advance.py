"""One step at a time: locked, guarded, kept, chained, once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts.viewers import SYSTEM, TIMER, Actor, ActorRole
from kaketsuke.audit import queries as audit_queries
from kaketsuke.cases import attendance, tasks, timings
from kaketsuke.cases import queries as case_queries
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry, FollowUp
from kaketsuke.cases.refusals import CannotAdvance, CannotUseLink
from tests import stories
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

CHAIN = {"offer_live": True, "chain_live": True}
CHECKED = {"site_outcome": "accept", "duties_done": True, "code_word_said": True}


def now_reads(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def go(case: Case, event: Event, actor: Actor, **facts: object) -> Entry:
    return case_services.advance(case.id, event=event, actor=actor, now=NOW, facts=facts)


def at_the_door(world: World, **facts: Any) -> tuple[Case, Actor]:
    case = stories.sato_is_helped(world, **facts)
    mori = stories.technician(world.mori)
    go(case, Event.OFFER_ACCEPTED, mori, **CHAIN)
    go(case, Event.ARRIVED, mori, position_known=True)
    return case, mori


def opened(world: World) -> tuple[Case, Actor]:
    case, mori = at_the_door(world)
    go(case, Event.CHECKS_PASSED, mori, **CHECKED)
    go(case, Event.WORK_BEGUN, mori)
    go(case, Event.DOOR_OPENED, mori, method="non_destructive", lock_usable=True)
    return case, mori


@pytest.mark.clause("A1.3")
def test_a_straight_job_runs_to_its_end_and_its_chain_verifies(here: World) -> None:
    case, mori = opened(here)
    go(case, Event.SETTLED, mori, bill_yen=0)
    assert case_services.close_when_done(case.id, now=NOW)
    ended = now_reads(case)
    assert (ended.state, ended.outcome) == ("closed", "done")
    assert ended.ended_at == NOW
    entries = case_queries.timeline(case.id)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert not list(audit_queries.verify_chains())


def test_an_unlisted_step_is_refused_with_a_sentence(here: World) -> None:
    case = stories.sato_is_helped(here)
    with pytest.raises(CannotAdvance) as refusal:
        go(case, Event.DOOR_OPENED, stories.technician(here.mori))
    assert str(refusal.value.sentence).endswith("。")
    assert now_reads(case).last_seq == 1


def test_a_step_sent_twice_is_applied_once(here: World) -> None:
    case = stories.sato_is_helped(here)
    key = uuid4()
    sent = {
        "event": Event.OFFER_ACCEPTED,
        "actor": stories.technician(here.mori),
        "now": NOW,
        "facts": CHAIN,
        "idempotency_key": key,
    }
    first = case_services.advance(case.id, **sent)  # type: ignore[arg-type]  # as one press
    again = case_services.advance(case.id, **sent)  # type: ignore[arg-type]  # the same press
    assert first.pk == again.pk
    assert now_reads(case).last_seq == 2


def test_a_late_entry_keeps_both_times_and_none_lies_in_the_future(here: World) -> None:
    case = stories.sato_is_helped(here)
    mori = stories.technician(here.mori)
    go(case, Event.OFFER_ACCEPTED, mori, **CHAIN)
    early = NOW - timedelta(minutes=7)
    entry = case_services.advance(
        case.id, event=Event.DEPARTED, actor=mori, now=NOW, event_at=early
    )
    assert (entry.event_at, entry.entered_at) == (early, NOW)
    ahead = case_services.advance(
        case.id,
        event=Event.ARRIVED,
        actor=mori,
        now=NOW,
        event_at=NOW + timedelta(hours=1),
        facts={"position_known": True},
    )
    assert ahead.event_at == NOW


def test_words_are_sealed_and_open_on_the_page_only(here: World) -> None:
    case = stories.sato_is_helped(here)
    words = "本人から電話、もう中に入れたとのこと"
    entry = case_services.advance(
        case.id,
        event=Event.OPENED_BY_OTHERS,
        actor=stories.operator(here),
        now=NOW,
        words=words,
    )
    assert words.encode() not in bytes(entry.words_sealed or b"")
    assert case_queries.timeline(case.id)[-1].words == words


@pytest.mark.clause("4.7.3")
def test_the_database_refuses_work_without_checks_or_leave(here: World) -> None:
    case, _mori = at_the_door(here)
    with (
        pytest.raises(DatabaseError, match="cases_no_work_without_checks_or_leave"),
        transaction.atomic(),
    ):
        Case.objects.filter(pk=case.pk).update(state="working")


def test_an_ended_case_is_changed_and_removed_by_nobody(here: World) -> None:
    case = stories.sato_is_helped(here)
    go(case, Event.RESIDENT_CANCELLED, stories.operator(here))
    for change in ({"state": "offering", "ended_at": None}, {"outcome": "done"}):
        with pytest.raises(DatabaseError, match="ended case"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(case=case).update(event="Other")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(case=case).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).delete()


@pytest.mark.clause("A1.2.2")
def test_under_a_leave_the_document_is_checked_before_anything_is_settled(here: World) -> None:
    case, mori = at_the_door(here)
    case_services.issue_leave(
        case.id, supervisor=stories.supervisor(here), reason="身分証は室内", now=NOW
    )
    go(case, Event.WORK_BEGUN_UNDER_LEAVE, mori, attendant_present=True)
    assert now_reads(case).check_owed
    go(case, Event.DOOR_OPENED, mori, method="non_destructive", lock_usable=True)
    with pytest.raises(CannotAdvance, match="開錠後の本人確認"):
        go(case, Event.SETTLED, mori)
    go(case, Event.CHECKS_PASSED, mori, site_outcome="accept", duties_done=True)
    go(case, Event.SETTLED, mori)
    assert now_reads(case).state == "settled"


@pytest.mark.clause("A1.2.1")
def test_a_leave_ends_with_another_attendant(here: World) -> None:
    case, mori = at_the_door(here)
    case_services.issue_leave(
        case.id, supervisor=stories.supervisor(here), reason="身分証は室内", now=NOW
    )
    go(case, Event.CHECKS_FAILED, mori, site_outcome="decline")
    go(
        case,
        Event.OTHER_ATTENDANT_COMES,
        stories.operator(here),
        attendant_named=True,
        attendance="owner",
        owner_id=str(here.owner.pk),
    )
    with pytest.raises(CannotAdvance, match="特例許可"):
        go(case, Event.WORK_BEGUN_UNDER_LEAVE, mori, attendant_present=True)
    assert attendance.attendant_of(now_reads(case)).owner_id == here.owner.pk


def test_a_changed_technician_checks_anew(here: World) -> None:
    case, mori = at_the_door(here)
    go(case, Event.CHECKS_PASSED, mori, **CHECKED)
    case_services.advance(
        case.id, event=Event.RELEASED, actor=stories.operator(here), now=NOW, words="車両故障"
    )
    fresh = now_reads(case)
    assert (fresh.state, fresh.checks_passed_at) == ("offering", None)


def test_a_registrants_stop_halts_and_only_a_supervisor_goes_on(here: World) -> None:
    case, mori = at_the_door(here)
    token = case_services.make_link(case.id, here.sato.pk, now=NOW)
    case_services.press_stop(token, now=NOW)
    halted = now_reads(case)
    assert (halted.state, halted.state_before_halt) == ("halted", "arrived")
    assert halted.human_needed == "halted"
    with pytest.raises(CannotAdvance):
        go(case, Event.CHECKS_PASSED, mori, **CHECKED)
    took_the_call = Actor(ActorRole.SUPERVISOR, here.operator.pk)
    for actor in (stories.operator(here), took_the_call):
        with pytest.raises(CannotAdvance):
            go(case, Event.RESUMED, actor, reason="本人と確認")
    go(
        case,
        Event.RESUMED,
        stories.supervisor(here),
        reason="本人と確認",
        attendant_same=True,
    )
    resumed = now_reads(case)
    assert (resumed.state, resumed.human_needed) == ("arrived", "")
    withdrawn = ProcrastinateJob.objects.filter(task_name="dispatch.withdraw_offers")
    assert withdrawn.count() == 1


def test_a_link_of_somebody_who_does_not_live_there_stops_nothing(here: World) -> None:
    case, _mori = at_the_door(here)
    token = case_services.make_link(case.id, here.aoki.pk, now=NOW)
    with pytest.raises(CannotAdvance):
        case_services.press_stop(token, now=NOW)
    with pytest.raises(CannotUseLink):
        case_services.press_stop("no such token", now=NOW)
    assert now_reads(case).state == "arrived"


@pytest.mark.clause("A1.2.1")
def test_nobody_else_coming_within_the_waiting_time_closes_the_case(here: World) -> None:
    case, mori = at_the_door(here)
    go(case, Event.CHECKS_FAILED, mori, site_outcome="decline")
    almost = NOW + timings.WAITING - timedelta(seconds=1)
    case_services.end_waiting(case.id, now=almost)
    assert now_reads(case).state == "turned_away"
    case_services.end_waiting(case.id, now=NOW + timings.WAITING)
    assert now_reads(case).outcome == "turned_away"


def test_nobody_at_the_door_is_left_after_the_waiting_time_and_two_calls(here: World) -> None:
    case, mori = at_the_door(here)
    for later, calls in ((timedelta(minutes=5), 2), (timings.WAITING, 1)):
        with pytest.raises(CannotAdvance):
            case_services.advance(
                case.id,
                event=Event.NOBODY_THERE,
                actor=mori,
                now=NOW + later,
                facts={"calls_tried": calls},
            )
    case_services.advance(
        case.id,
        event=Event.NOBODY_THERE,
        actor=mori,
        now=NOW + timings.WAITING,
        facts={"calls_tried": 2},
    )
    assert now_reads(case).outcome == "no_show"


@pytest.mark.clause("4.3")
def test_a_case_stays_open_for_a_follow_up_that_nobody_took_on(here: World) -> None:
    case, mori = opened(here)
    follow_up = case_services.add_follow_up(case.id, kind="exchange", now=NOW)
    go(case, Event.SETTLED, mori)
    assert not case_services.close_when_done(case.id, now=NOW)
    assert now_reads(case).human_needed == "follow_up"
    case_services.take_follow_up(
        follow_up.pk, owner_role="office", actor=stories.operator(here), now=NOW
    )
    assert now_reads(case).state == "closed"


@pytest.mark.clause("2.1c")
@pytest.mark.clause("2.1")
def test_a_lost_card_leaves_its_revocation_to_be_done(here: World) -> None:
    case = stories.sato_is_helped(here)
    follow_up = FollowUp.objects.get(case=case)
    assert follow_up.kind == "card_revoked"
    case_services.finish_follow_up(follow_up.pk, actor=stories.operator(here), now=NOW)
    assert FollowUp.objects.get(case=case).done_at == NOW


def test_a_late_report_changes_no_end_and_asks_for_a_human(here: World) -> None:
    case, mori = at_the_door(here)
    go(case, Event.RESIDENT_CANCELLED, stories.operator(here))
    go(case, Event.LATE_REPORT, mori, same_assignment=True)
    ended = now_reads(case)
    assert (ended.state, ended.human_needed) == ("cancelled", "late_report")
    assert ended.follow_ups.filter(kind="late_report").exists()


def test_the_sweep_finds_cases_that_lie_still_and_rings_once(here: World) -> None:
    case = stories.sato_is_helped(here)
    assert case_services.sweep(now=NOW + timedelta(minutes=9)) == 0
    assert case_services.sweep(now=NOW + timedelta(minutes=10)) == 1
    assert case_services.sweep(now=NOW + timedelta(minutes=11)) == 0
    assert now_reads(case).human_needed == "overdue"


def test_tasks_may_run_twice_and_after_the_end(here: World) -> None:
    case = stories.sato_is_helped(here)
    go(case, Event.NOBODY_LEFT, TIMER)
    for _twice in range(2):
        tasks.ring_a_human(case_id=str(case.id))
    assert Entry.objects.filter(case=case, event="HumanRung").count() == 1
    go(case, Event.RESIDENT_CANCELLED, stories.operator(here))
    before = now_reads(case).last_seq
    for task in (tasks.ring_a_human, tasks.end_waiting, tasks.close_when_done):
        task(case_id=str(case.id))
    tasks.watch_owner_notice(case_id=str(case.id))
    tasks.owner_notice_delivered(case_id=str(case.id))
    tasks.sweep(timestamp=0)
    assert now_reads(case).last_seq == before


def test_a_remark_moves_nothing(here: World) -> None:
    case = stories.sato_is_helped(here)
    entry = case_services.remark(case.id, remark="CallTried", actor=SYSTEM, now=NOW)
    assert (entry.seq, entry.state) == (2, "offering")
