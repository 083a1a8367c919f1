"""The work and its clock: begun after the checks, counted net, ended in one of its ways."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from procrastinate.contrib.django.models import ProcrastinateJob

from kaketsuke.accounts.viewers import SYSTEM
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, Entry, FollowUp
from kaketsuke.cases.refusals import CannotAdvance
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.onsite import calls, queries, refusals, services, tasks
from kaketsuke.onsite.models import Opening, WorkSpan
from tests import door
from tests.world import NOW


def worked_minutes(at):
    return queries.clock(at.case.pk, at=at.now).minutes


@pytest.mark.clause("A1.3")
def test_travel_waiting_and_checks_do_not_count(at):
    at.at_the_door().wait(40)
    at.answer_check(facts=door.SATO_HERE, code_word_said=True)
    at.wait(15).begin_work()
    assert queries.clock(at.case.pk, at=at.now).seconds == 0
    assert queries.clock(at.case.pk, at=at.now + timedelta(seconds=61)).seconds == 61


@pytest.mark.clause("A1.3")
def test_pauses_do_not_count(at):
    at.working().wait(19).pause(because="fetching_parts")
    at.wait(59).continue_work()
    at.wait(9).open_door(method="non_destructive", lock_usable=True)
    assert worked_minutes(at) == 30
    assert not queries.clock(at.case.pk, at=at.now).running


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize(("seconds", "billed"), [(3599, 60), (3600, 60), (3601, 61)])
def test_a_begun_minute_counts(at, seconds, billed):
    at.working()
    assert queries.clock(at.case.pk, at=at.now + timedelta(seconds=seconds)).minutes == billed


def test_a_pause_needs_a_reason_and_a_running_clock(at):
    at.working()
    with pytest.raises(refusals.CannotAct):
        at.pause(because="")
    at.pause(because="fetching_parts")
    with pytest.raises(refusals.CannotAct) as refused:
        at.pause(because="fetching_parts")
    assert refused.value.sentence == refusals.NOT_RUNNING


def test_a_running_clock_is_not_started_twice(at):
    at.working()
    with pytest.raises(refusals.CannotAct) as refused:
        at.continue_work()
    assert refused.value.sentence == refusals.RUNNING


@pytest.mark.clause("A1.3")
def test_a_moment_before_the_step_that_went_ahead_is_not_believed(at):
    at.verified().begin_work(event_at=at.now - timedelta(hours=2))
    assert queries.clock(at.case.pk, at=at.now).seconds == 0
    at.wait(9).pause(because="fetching_parts")
    at.wait(30).continue_work(event_at=at.now - timedelta(minutes=35))
    assert worked_minutes(at) == 10


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize("job_ran", [True, False])
def test_whoever_halts_the_case_stops_the_clock_at_that_moment(at, job_ran):
    at.working().wait(20)
    _supervisor_says(at, "HaltedBySupervisor", "同居の方から電話")
    at.wait(45)
    if job_ran:
        tasks.stop_clock(case_id=str(at.case.pk))
    _supervisor_says(at, "Resumed", "本人と確認できた")
    at.wait(5).continue_work()
    at.wait(9).open_door(method="non_destructive", lock_usable=True)
    assert worked_minutes(at) == 30


def test_a_stop_pressed_by_a_registrant_defers_the_stop_of_the_clock(at):
    at.working().wait(3)
    token = case_services.make_link(at.case.pk, at.world.sato.pk, now=at.now)
    case_services.press_stop(token, now=at.now)
    assert ProcrastinateJob.objects.filter(task_name="onsite.stop_clock").count() == 1
    assert services.stop_clock(at.case.pk)
    assert not services.stop_clock(at.case.pk)
    assert queries.clock(at.case.pk, at=at.now + timedelta(hours=1)).seconds == 180


@pytest.mark.clause("A1.3")
def test_the_watch_of_the_minutes_counts_no_halt(at):
    at.working().wait(20)
    _supervisor_says(at, "HaltedBySupervisor", "同居の方から電話")
    at.wait(60)
    _supervisor_says(at, "Resumed", "本人と確認できた")
    assert services.reach_minutes(at.case.pk, now=at.now) is None
    assert worked_minutes(at) == 20


def test_the_key_of_one_press_takes_no_other_step(at):
    key = uuid.uuid4()
    at.verified().begin_work(idempotency_key=key)
    with pytest.raises(CannotAdvance):
        at.pause(because="fetching_parts", idempotency_key=key)
    with pytest.raises(CannotAdvance):
        case_services.remark(
            at.case.pk, remark="CallTried", actor=SYSTEM, now=at.now, idempotency_key=key
        )
    assert queries.clock(at.case.pk, at=at.now).running


def _supervisor_says(at, event, words):
    case_services.advance(
        at.case.pk,
        event=event,
        actor=door.supervisor(at.world),
        now=at.now,
        facts={"attendant_same": True} if event == "Resumed" else {},
        words=words,
    )


def test_an_event_from_the_future_happened_when_it_was_entered(at):
    at.verified().begin_work(event_at=at.now + timedelta(hours=3))
    [span] = WorkSpan.objects.filter(case=at.case)
    assert span.during.lower == at.now


def test_the_database_refuses_two_running_clocks_and_overlaps(at):
    at.working()
    running = WorkSpan.objects.get(case=at.case)
    twin = WorkSpan(company_id=running.company_id, case=at.case, during=running.during)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.clause("A1.3")
def test_at_sixty_minutes_the_clock_stops_and_says_so(at):
    at.working()
    due = at.now + timedelta(minutes=60)
    [job] = ProcrastinateJob.objects.filter(task_name="onsite.reach_minutes")
    assert job.scheduled_at == due
    entry = services.reach_minutes(at.case.pk, now=due + timedelta(seconds=7))
    assert (entry.event, entry.event_at) == ("MinutesReached", due)
    assert queries.clock(at.case.pk, at=due + timedelta(hours=1)).seconds == 3600
    assert services.reach_minutes(at.case.pk, now=due + timedelta(seconds=8)) is None
    with pytest.raises(CannotAdvance):
        at.wait(70).continue_work()


def test_before_the_time_the_watch_only_sets_itself_again(at):
    at.working()
    assert services.reach_minutes(at.case.pk, now=at.now + timedelta(minutes=59)) is None
    assert queries.clock(at.case.pk, at=at.now + timedelta(minutes=59)).running


@pytest.mark.clause("A1.2.1")
def test_work_stops_at_once_when_the_attendant_leaves(at):
    at.working().wait(5).attendant_left()
    assert at.state == "halted"
    assert not queries.clock(at.case.pk, at=at.now).running


@pytest.mark.clause("2.1")
def test_the_door_opens_with_a_method_and_a_result(at):
    at.opened()
    opening = Opening.objects.get(case=at.case)
    assert (opening.method, opening.lock_usable, at.state) == ("non_destructive", True, "opened")
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.update(method="destructive")


@pytest.mark.clause("4.3")
def test_an_unusable_lock_forces_a_choice(at):
    at.working()
    with pytest.raises(refusals.CannotAct) as refused:
        at.open_door(method="non_destructive", lock_usable=False)
    assert refused.value.sentence == refusals.CHOOSE_FOR_UNUSABLE
    with pytest.raises(refusals.CannotAct) as vague:
        at.open_door(method="non_destructive", lock_usable=False, if_unusable="interim")
    assert vague.value.sentence == refusals.INTERIM_FIRST
    made = door.interim(at.now)
    at.open_door(method="non_destructive", lock_usable=False, if_unusable="interim", interim=made)
    left = FollowUp.objects.get(case=at.case, kind="interim")
    assert left.due_on == made.until


@pytest.mark.clause("4.3")
def test_a_declined_measure_keeps_its_reason(at):
    at.working()
    with pytest.raises(refusals.CannotAct) as refused:
        at.open_door(method="non_destructive", lock_usable=False, if_unusable="declined")
    assert refused.value.sentence == refusals.WHY_DECLINED
    at.open_door(
        method="non_destructive",
        lock_usable=False,
        if_unusable="declined",
        declined_because="asks_owner",
    )
    assert Entry.objects.get(event="DoorOpened").facts["declined_because"] == "asks_owner"


def test_a_faulty_lock_leaves_a_battery_to_change(people):
    at = door.Door(people, door.open_case(people, cause="lock_fault")).opened()
    left = FollowUp.objects.get(case=at.case, kind="battery")
    assert left.owner_role == "operator"


@pytest.mark.clause("2.1")
def test_a_door_that_stays_shut_closes_the_case_and_frees_the_technician(at):
    at.working().could_not_open(because="lock_jammed", door_secured=True)
    case = Case.objects.get(pk=at.case.pk)
    assert (case.state, case.outcome) == ("closed", "not_opened")
    assert dispatch_queries.live_assignment(at.technician) is None


def test_for_another_skill_the_case_is_offered_to_somebody_else(at):
    at.working().could_not_open(because="other_skill", door_secured=True, other_skill=True)
    assert at.state == "offering"
    [offer] = dispatch_services.start_offers(at.case.pk, now=at.now)
    assert offer.technician_id != at.technician
    assert Case.objects.get(pk=at.case.pk).checks_passed_at is None


@pytest.mark.clause("A1.2.1")
def test_nobody_there_needs_the_waiting_time_and_two_calls_on_record(at):
    at.at_the_door()
    with pytest.raises(refusals.CannotAct, match="2 回"):
        at.wait(30).nobody_there()
    at.call_not_answered()
    with pytest.raises(refusals.CannotAct, match="2 回"):
        at.nobody_there()
    at.call_not_answered()
    at.nobody_there()
    case = Case.objects.get(pk=at.case.pk)
    assert (case.state, case.outcome) == ("closed", "no_show")
    assert Entry.objects.get(case=case, event="NobodyThere").facts["calls_tried"] == 2


def test_nobody_there_is_too_early_before_the_waiting_time(at):
    at.at_the_door()
    at.call_not_answered()
    at.call_not_answered()
    with pytest.raises(CannotAdvance):
        at.wait(5).nobody_there()


@pytest.mark.clause("A1.2.1")
def test_a_call_before_the_arrival_or_by_another_is_no_call_at_the_door(at):
    at.accept()
    with pytest.raises(refusals.CannotAct, match="到着してから"):
        at.call_not_answered()
    at.depart()
    at.arrive(position=(35.695, 139.695))
    other = next(each.pk for each in (at.world.mori, at.world.hayashi) if each.pk != at.technician)
    with pytest.raises(refusals.CannotAct):
        services.call_not_answered(at.case.pk, technician=other, now=at.now)


@pytest.mark.clause("A1.2.1")
@pytest.mark.parametrize(
    ("made", "count"),
    [
        ([("c", 0), ("c", 59)], 1),
        ([("c", 0), ("c", 60)], 2),
        ([("a", 0), ("c", 90)], 1),  # the answer to a connection
        ([("a", 0), ("c", 90), ("c", 200)], 2),
        ([("a", 0), ("a", 61)], 2),
        ([("c", 0), ("c", 40), ("c", 80)], 2),
        ([], 0),
    ],
)
def test_calls_count_when_they_are_a_minute_apart(made, count):
    names = {"a": calls.ASKED, "c": calls.NOT_ANSWERED}
    rows = [(names[kind], NOW + timedelta(seconds=after)) for kind, after in made]
    assert len(calls.counted(rows)) == count


@pytest.mark.clause("4.7.6")
def test_safe_exit_asks_nothing_and_halts(at):
    at.working().safe_exit(position=(35.7, 139.7))
    assert at.state == "halted"
    assert not queries.clock(at.case.pk, at=at.now).running


@pytest.mark.clause("4.7.6")
def test_asking_to_refuse_keeps_its_words_sealed(at):
    at.at_the_door().ask_to_refuse(words="大声で脅された")
    entry = Entry.objects.get(case=at.case, event="AskedToRefuse")
    assert at.state == "halted"
    assert "脅された" not in str(entry.facts)
    assert entry.words_sealed


def test_after_a_halt_the_work_goes_on_with_a_new_span(at):
    at.working().wait(5).attendant_left()
    case_services.advance(
        at.case.pk,
        event="Resumed",
        actor=door.supervisor(at.world),
        now=at.wait(2).now,
        facts={"attendant_same": True},
        words="立会いの方が戻った",
    )
    at.continue_work()
    assert at.state == "working"
    assert WorkSpan.objects.filter(case=at.case).count() == 2


def test_cancelled_at_work_with_a_secured_door_closes_the_case(at):
    at.working().cancel_at_the_door(door_secured=True, door_open=False)
    assert at.state == "closed"


def test_arriving_without_a_position_needs_a_reason(at):
    at.accept().depart()
    with pytest.raises(CannotAdvance):
        at.arrive()
    at.arrive(no_position_because="no_signal")
    assert at.state == "arrived"


def test_a_repeated_press_starts_one_clock(at):
    at.verified()
    key = uuid.uuid4()
    assert at.begin_work(idempotency_key=key).pk == at.begin_work(idempotency_key=key).pk
    assert WorkSpan.objects.filter(case=at.case).count() == 1


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize("change", ["longer", "other begin", "deleted", "a press"])
def test_only_the_clocks_own_stop_gives_way_and_never_for_longer(at, change):
    at.working()
    if change == "a press":
        at.wait(30).pause(because="fetching_parts")
    else:
        services.reach_minutes(at.case.pk, now=at.wait(70).now)
    span = WorkSpan.objects.get()
    begun, ended, minute = span.during.lower, span.during.upper, timedelta(minutes=1)
    begun, ended = {
        "longer": (begun, ended + minute),
        "other begin": (begun - minute, ended - minute),
        "a press": (begun, ended - minute),
    }.get(change, (begun, ended))
    span.during = DateTimeTZRange(begun, ended, "[)")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        (span.delete if change == "deleted" else span.save)()


@pytest.mark.clause("A1.3")
def test_a_clock_that_stopped_goes_on_only_where_more_minutes_were_approved_before(at):
    at.working()
    begun = at.now
    services.reach_minutes(at.case.pk, now=at.wait(61).now)
    Case.objects.filter(pk=at.case.pk).update(approved_minutes=20)
    services.minutes_were_approved(at.case.pk, at=begun + timedelta(minutes=61), now=at.now)
    assert not queries.clock(at.case.pk, at=at.now).running
    services.minutes_were_approved(at.case.pk, at=begun + timedelta(minutes=59), now=at.now)
    assert queries.clock(at.case.pk, at=at.now).seconds == 61 * 60
