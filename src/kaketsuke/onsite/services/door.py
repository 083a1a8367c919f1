"""The door is open: how, in which state the lock is left, and what remains to be done."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite import clocks, refusals, spans, steps, timers
from kaketsuke.onsite.models import Opening
from kaketsuke.onsite.steps import Press

METHODS: Final = ("non_destructive", "destructive", "other")
# What is left to choose where the lock cannot be used (4.3).
IF_UNUSABLE: Final = ("exchanged", "interim", "declined")
# Why nothing was done about a lock that cannot be used.
DECLINED_BECAUSE: Final = ("own_arrangement", "asks_owner", "not_needed_now", "no_reason_given")


@transaction.atomic
def open_door(
    case_id: UUID,
    *,
    method: str,
    lock_usable: bool,
    technician: UUID,
    now: datetime,
    if_unusable: str = "",
    declined_because: str = "",
    destructive_approved_by: str = "",
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """The door is open and tested: the clock stops, what follows has an owner (2.1, 4.3, A1.3).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.DOOR_OPENED):
        return entry
    if method not in METHODS:
        raise refusals.CannotAct(refusals.METHOD_FIRST)
    if method == "destructive":
        steps.refuse_without_approval(destructive_approved_by)
    choice = "" if lock_usable else if_unusable
    _refuse_without_choice(choice, lock_usable=lock_usable, because=declined_because)
    spans.stop(case_id, at=press.at, because="door_opened")
    entry = steps.advance(
        case,
        Event.DOOR_OPENED,
        press,
        facts={
            "method": method,
            "lock_usable": lock_usable,
            "if_unusable": choice,
            **({"declined_because": declined_because} if choice == "declined" else {}),
            **clocks.kept(case_id, at=press.at),
        },
        clauses=("2.1",) if lock_usable else ("2.1", "4.3"),
    )
    Opening.objects.create(
        company_id=case.company_id,
        case=case,
        method=method,
        destructive_approved_by=destructive_approved_by if method == "destructive" else "",
        lock_usable=lock_usable,
        if_unusable=choice,
        opened_at=press.at,
    )
    _leave_to_do(case, lock_usable=lock_usable, now=now)
    timers.settle_itself_later(case_id, now=now)
    return entry


def _refuse_without_choice(choice: str, *, lock_usable: bool, because: str) -> None:
    """A lock that cannot be used is exchanged, made do with, or left for a reason (4.3)."""
    if not lock_usable and choice not in IF_UNUSABLE:
        raise refusals.CannotAct(refusals.CHOOSE_FOR_UNUSABLE)
    if choice == "declined" and because not in DECLINED_BECAUSE:
        raise refusals.CannotAct(refusals.WHY_DECLINED)


def _leave_to_do(case: Case, *, lock_usable: bool, now: datetime) -> None:
    # A lock that failed and works again wants a new battery soon.
    if case.request.facts.get("cause") == "lock_fault" and lock_usable:
        case_services.add_follow_up(case.id, kind="battery", owner_role="operator", now=now)
