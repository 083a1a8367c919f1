"""To the door and away from it: departure, arrival, nobody there, safe exit, asking to refuse."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases import timings
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Entry
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.network import services as network_services
from kaketsuke.onsite import calls, clocks, refusals, spans, steps
from kaketsuke.onsite.steps import Press

Point = tuple[float, float]


@transaction.atomic
def depart(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
    position: Point | None = None,
) -> Entry:
    """The technician sets out; the range of arrival is counted from here (2.1).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.DEPARTED):
        return entry
    _keep_position(press, position)
    dispatch_services.set_out(case_id, position=position, now=press.at)
    return steps.advance(case, Event.DEPARTED, press, clauses=("2.1",))


@transaction.atomic
def arrive(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
    position: Point | None = None,
    no_position_because: str = "",
) -> Entry:
    """The technician stands at the building; without a position, with the reason why (2.1).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.ARRIVED):
        return entry
    _keep_position(press, position)
    facts = {"position_known": position is not None, "reason": no_position_because}
    return steps.advance(case, Event.ARRIVED, press, facts=facts, clauses=("2.1",))


@transaction.atomic
def call_not_answered(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Whoever should be at the door was called and did not answer; the moment is kept (A1.2.1).

    Raises: CannotAct.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, calls.NOT_ANSWERED):
        return entry
    if case.state != State.ARRIVED:
        raise refusals.CannotAct(refusals.CALL_AT_THE_DOOR)
    return case_services.remark(
        case_id,
        remark=calls.NOT_ANSWERED,
        actor=Actor(ActorRole.TECHNICIAN, technician),
        now=press.now,
        event_at=press.at,
        clauses=("A1.2.1",),
        idempotency_key=press.idempotency_key,
    )


@transaction.atomic
def nobody_there(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Nobody came to the door in the waiting time, and two calls on record were tried (A1.2.1).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.NOBODY_THERE):
        return entry
    tried = len(calls.tried(case_id, technician=technician, until=press.at))
    if tried < timings.CALLS_BEFORE_NO_SHOW:
        raise refusals.CannotAct(refusals.CALL_TWICE)
    entry = steps.advance(
        case, Event.NOBODY_THERE, press, facts={"calls_tried": tried}, clauses=("A1.2.1",)
    )
    dispatch_services.end(case_id, now=now)
    return entry


@transaction.atomic
def safe_exit(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
    position: Point | None = None,
) -> Entry:
    """The technician leaves at once; nothing is asked, the centre takes over (4.7.6).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.SAFE_EXIT):
        return entry
    _keep_position(press, position)
    spans.stop(case_id, at=press.at, because="safe_exit")
    facts = {"position_known": position is not None, **clocks.kept(case_id, at=press.at)}
    return steps.advance(case, Event.SAFE_EXIT, press, facts=facts)


@transaction.atomic
def ask_to_refuse(
    case_id: UUID,
    *,
    words: str,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """The technician cannot serve this person and asks a supervisor to decide (4.7.6).

    The words are kept sealed. Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.ASKED_TO_REFUSE):
        return entry
    if not words.strip():
        raise refusals.CannotAct(refusals.REASON_FIRST)
    spans.stop(case_id, at=press.at, because="asked_to_refuse")
    return steps.advance(
        case, Event.ASKED_TO_REFUSE, press, facts={"reason": "in_words"}, words=words
    )


def _keep_position(press: Press, position: Point | None) -> None:
    if position is not None:
        network_services.record_position(
            press.technician,
            at=press.at,
            latitude=position[0],
            longitude=position[1],
            now=press.now,
        )
