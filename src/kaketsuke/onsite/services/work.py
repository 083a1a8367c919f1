"""The work itself: begin only after the checks or under a leave, pause, go on, and how it ends."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from kaketsuke.accounts import viewers
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.onsite import clocks, queries, refusals, spans, steps, timers
from kaketsuke.onsite.services import breaking
from kaketsuke.onsite.services.breaking import Agreement
from kaketsuke.onsite.steps import Press


@transaction.atomic
def begin_work(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    agreement: Agreement | None = None,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Start the work and its clock: after the checks, or under a leave with the check owed (A1.2).

    With an agreement the lock may be broken at once (2.1). Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.WORK_BEGUN, Event.WORK_BEGUN_UNDER_LEAVE):
        return entry
    steps.refuse_before_a_look(case, at=now)
    if case.state == State.ARRIVED and not queries.owed_check_stands(case):
        raise refusals.CannotAct(refusals.CHECKS_FIRST)
    if agreement is not None:
        # Its own line has no key: the press is known by the line of the work that it begins.
        breaking.agree_to_break(
            case_id, agreement=agreement, technician=technician, now=now, event_at=press.at
        )
        case.refresh_from_db()
    facts: dict[str, Any] = {
        "destructive": agreement is not None,
        "destructive_approved": agreement is not None,
        "destructive_approved_by": agreement.approved_by if agreement else "",
    }
    if case.state == State.ARRIVED:
        facts["attendant_present"] = True
        entry = steps.advance(
            case, Event.WORK_BEGUN_UNDER_LEAVE, press, facts=facts, clauses=("A1.2.2",)
        )
    else:
        entry = steps.advance(case, Event.WORK_BEGUN, press, facts=facts, clauses=("A1.2",))
    spans.start(case, at=press.at)
    timers.watch_minutes(case_id, at=press.at)
    return entry


@transaction.atomic
def pause(
    case_id: UUID,
    *,
    because: str,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Stop the clock for a while, with a reason from the list (A1.3).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.PAUSED):
        return entry
    if not because:
        raise refusals.CannotAct(refusals.REASON_FIRST)
    if not spans.stop(case_id, at=press.at, because=because):
        raise refusals.CannotAct(refusals.NOT_RUNNING)
    return steps.advance(case, Event.PAUSED, press, facts=_with_clock(case, press, reason=because))


@transaction.atomic
def continue_work(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Go on after a pause, as long as free or approved minutes are left (A1.3).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.CONTINUED):
        return entry
    reach_minutes(case_id, now=now, at=press.at)
    entry = steps.advance(case, Event.CONTINUED, press, facts=_with_clock(case, press))
    spans.start(case, at=press.at)
    timers.watch_minutes(case_id, at=press.at)
    return entry


@transaction.atomic
def attendant_left(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Nobody entitled stands there any more: work stops at once, a supervisor decides (A1.2.1).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.ATTENDANT_LEFT):
        return entry
    spans.stop(case_id, at=press.at, because="attendant_left")
    return steps.advance(
        case, Event.ATTENDANT_LEFT, press, facts=_with_clock(case, press), clauses=("A1.2.1",)
    )


@transaction.atomic
def could_not_open(
    case_id: UUID,
    *,
    because: str,
    door_secured: bool,
    technician: UUID,
    now: datetime,
    other_skill: bool = False,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """The door stays shut: the case closes, or is offered to somebody with another skill (2.1).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.COULD_NOT_OPEN):
        return entry
    spans.stop(case_id, at=press.at, because="could_not_open")
    facts = _with_clock(
        case, press, reason=because, door_secured=door_secured, other_skill=other_skill
    )
    entry = steps.advance(case, Event.COULD_NOT_OPEN, press, facts=facts, clauses=("2.1",))
    dispatch_services.end(case_id, now=now)
    return entry


@transaction.atomic
def call_second(
    case_id: UUID,
    *,
    because: str,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Ask the centre for a second technician beside the one at work (2.1).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.SECOND_TECHNICIAN_CALLED):
        return entry
    entry = steps.advance(
        case, Event.SECOND_TECHNICIAN_CALLED, press, facts={"reason": because}, clauses=("2.1",)
    )
    case_services.ring_a_human(case_id, why="second_technician", now=now)
    return entry


@transaction.atomic
def cancel_at_the_door(
    case_id: UUID,
    *,
    door_secured: bool,
    door_open: bool,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """The resident wants no more work; only what was approved and begun counts (A1.3).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.RESIDENT_CANCELLED):
        return entry
    spans.stop(case_id, at=press.at, because="cancelled")
    facts = _with_clock(case, press, door_secured=door_secured, door_open=door_open)
    entry = steps.advance(case, Event.RESIDENT_CANCELLED, press, facts=facts)
    if entry.state == State.CLOSED:
        dispatch_services.end(case_id, now=now)
    return entry


@transaction.atomic
def reach_minutes(case_id: UUID, *, now: datetime, at: datetime | None = None) -> Entry | None:
    """Stop the clock at the last free or approved minute; past it nothing is charged (A1.3).

    Does nothing where the clock stands or minutes were left `at` the moment in question: a press
    that comes up late finds the clock as it stood then, whether or not the timer has been there.
    """
    until = at or now
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state != State.WORKING or spans.stop_where_halted(case_id):
        return None
    read = queries.clock(case_id, at=until)
    if not read.running:
        return None
    if read.seconds_left > 0:
        if at is None:
            timers.watch_minutes(case_id, at=now)
        return None
    limit = timedelta(minutes=read.allowed_minutes)
    worked_spans = clocks.spans_of(case_id)
    reached = clocks.moment_of(worked_spans, worked_for=limit) or until
    spans.stop(case_id, at=reached, because=spans.MINUTES_REACHED)
    return case_services.advance(
        case_id,
        event=Event.MINUTES_REACHED,
        actor=viewers.TIMER,
        now=now,
        event_at=reached,
        facts={"minutes": read.allowed_minutes, **clocks.kept(case_id, at=until)},
        clauses=("A1.3",),
    )


@transaction.atomic
def minutes_were_approved(case_id: UUID, *, at: datetime, now: datetime) -> None:
    """More minutes were approved at that moment: a clock that stopped after it runs on (A1.3)."""
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state != State.WORKING or queries.clock(case_id, at=at).seconds_left == 0:
        return
    if spans.go_on_where_stopped_since(case_id, at=at):
        timers.watch_minutes(case_id, at=now)


@transaction.atomic
def stop_clock(case_id: UUID) -> bool:
    """Stop the clock of a case that was halted at work, at the moment of the halt (A1.3)."""
    Case.objects.select_for_update().get(pk=case_id)
    return spans.stop_where_halted(case_id)


def _with_clock(case: Case, press: Press, **facts: object) -> dict[str, Any]:
    return {**facts, **clocks.kept(case.id, at=press.at)}
