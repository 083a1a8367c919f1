"""The columns beside the state that the database guards: read before a step, written after it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from kaketsuke.cases import timings
from kaketsuke.cases.lifecycle import ENDS, NEEDS_A_HUMAN, Event, State, Step
from kaketsuke.cases.models import Case, FollowUp, Leave
from kaketsuke.cases.protection import LOOKS

Brought = Mapping[str, Any]
Effect = Callable[[Case, Brought, datetime], None]


def read(case: Case, *, at: datetime) -> dict[str, Any]:
    """Return what a step must know of the case itself."""
    leave_live = (
        case.leave_id is not None
        and Leave.objects.filter(pk=case.leave_id, ended_at__isnull=True).exists()
    )
    return {
        "state": case.state,
        "state_before_halt": case.state_before_halt,
        "check_owed": case.check_owed,
        "checks_passed": case.checks_passed_at is not None,
        "leave_live": leave_live,
        "allowed_minutes": case.free_until_minute + case.approved_minutes,
        "approved_total_yen": case.approved_total_yen,
        "payer_objected": case.payer_objected,
        "waited": at - case.state_since >= timings.WAITING,
        "follow_ups_owned": not open_follow_ups(case).exists(),
    }


def open_follow_ups(case: Case) -> QuerySet[FollowUp]:
    """Return the mandatory follow-ups that nobody has taken on yet (X-12)."""
    return FollowUp.objects.filter(case=case, mandatory=True, owner_role="", done_at__isnull=True)


def write(
    case: Case, *, event: Event, step: Step, brought: Brought, at: datetime, now: datetime
) -> None:
    """Move the case and set the gates that this event opens or shuts.

    `at` is when it happened, `now` when it was entered.
    """
    before = State(case.state)
    effect = EFFECTS.get(event)
    if effect is not None:
        effect(case, brought, now)
    _move(case, before=before, step=step, at=at, now=now)
    if step.state == State.OFFERING:
        _lapse(case)
    if step.state == State.OFFERING or (
        event == Event.RESUMED and step.state == State.ARRIVED and before != step.state
    ):
        void_checks(case, brought, now)


def _move(case: Case, *, before: State, step: Step, at: datetime, now: datetime) -> None:
    case.state = step.state
    if step.outcome is not None:
        case.outcome = step.outcome
    if step.state == before:
        return
    case.state_since = max(case.state_since, at)
    if step.state == State.HALTED:
        case.state_before_halt = before
    elif before == State.HALTED:
        case.state_before_halt = None
    if step.state in ENDS:
        case.ended_at = now
    # What a supervisor has to look at stays so whatever else happens meanwhile.
    if case.human_needed != LOOKS or step.state in ENDS:
        case.human_needed = step.state.value if step.state in NEEDS_A_HUMAN else ""


def void_checks(case: Case, _brought: Brought, _now: datetime) -> None:
    """What was checked holds for that technician and that attendant only (A1.2)."""
    case.checks_passed_at = None
    case.check_owed = False


def _lapse(case: Case) -> None:
    """Offered anew, what was agreed with the technician before is no longer agreed (A1.3)."""
    case.approved_minutes = 0
    case.approved_total_yen = 0
    case.payer_objected = False


def _passed(case: Case, _brought: Brought, now: datetime) -> None:
    case.checks_passed_at = now
    case.check_owed = False


def _owed(case: Case, _brought: Brought, _now: datetime) -> None:
    case.check_owed = True


def _approved(case: Case, brought: Brought, _now: datetime) -> None:
    case.approved_minutes = int(brought.get("approved_minutes", case.approved_minutes))
    case.approved_total_yen = int(brought.get("approved_total_yen", case.approved_total_yen))


def _payer_objected(case: Case, _brought: Brought, _now: datetime) -> None:
    case.payer_objected = True


def _payer_heard(case: Case, brought: Brought, now: datetime) -> None:
    """From here only what the payer owns to is agreed (A1.3)."""
    case.payer_objected = False
    _approved(case, brought, now)


def _settled(case: Case, brought: Brought, _now: datetime) -> None:
    case.settled_total_yen = int(brought.get("bill_yen", 0))


def _another_attendant(case: Case, _brought: Brought, now: datetime) -> None:
    """A leave is for one attendant: with another one it ends."""
    if case.leave_id is not None:
        Leave.objects.filter(pk=case.leave_id, ended_at__isnull=True).update(ended_at=now)
        case.leave_id = None


def _resumed(case: Case, brought: Brought, now: datetime) -> None:
    changed = bool(brought.get("attendant_changed"))
    if case.state_before_halt == State.OPENED:
        # The door is open already: whoever stands there now is checked before anything is settled.
        case.check_owed = case.check_owed or changed
        return
    if changed:
        _another_attendant(case, brought, now)


def _opened_door(case: Case, brought: Brought, now: datetime) -> None:
    """A lock that stays unusable until it is exchanged leaves work behind (4.3)."""
    if brought.get("lock_usable") is False and brought.get("if_unusable") == "interim":
        until = brought.get("interim_until")
        _remains(case, "interim", now=now, due_on=date.fromisoformat(until) if until else None)


def _remains(case: Case, kind: str, *, now: datetime, due_on: date | None = None) -> None:
    FollowUp.objects.create(
        company_id=case.company_id,
        case=case,
        kind=kind,
        due_on=due_on or timings.due_on(kind, now=now),
    )


def _late_report(case: Case, _brought: Brought, now: datetime) -> None:
    _remains(case, "late_report", now=now)
    case.human_needed = "late_report"


EFFECTS: Final[Mapping[Event, Effect]] = {
    Event.CHECKS_PASSED: _passed,
    Event.WORK_BEGUN_UNDER_LEAVE: _owed,
    Event.ESTIMATE_APPROVED: _approved,
    Event.PAYER_OBJECTED: _payer_objected,
    Event.PAYER_HEARD: _payer_heard,
    Event.SETTLED: _settled,
    Event.OTHER_ATTENDANT_COMES: _another_attendant,
    Event.RESUMED: _resumed,
    Event.DOOR_OPENED: _opened_door,
    Event.LATE_REPORT: _late_report,
}
