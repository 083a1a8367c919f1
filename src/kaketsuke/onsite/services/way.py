"""To the door and away from it: departure, arrival, nobody there, safe exit, asking to refuse."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Entry
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.network import services as network_services
from kaketsuke.onsite import clocks, refusals, spans, steps
from kaketsuke.onsite.steps import Press

CALLS_BEFORE_NO_SHOW: Final = 2

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
def nobody_there(
    case_id: UUID,
    *,
    calls_tried: int,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Nobody came to the door in the waiting time, and two calls were tried (A1.2.1).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.NOBODY_THERE):
        return entry
    if calls_tried < CALLS_BEFORE_NO_SHOW:
        raise refusals.CannotAct(refusals.CALL_TWICE)
    entry = steps.advance(
        case, Event.NOBODY_THERE, press, facts={"calls_tried": calls_tried}, clauses=("A1.2.1",)
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
