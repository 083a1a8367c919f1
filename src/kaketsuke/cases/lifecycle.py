"""What may happen to a case, when, and by whom: the whole transition table, as data.

Nothing here knows a database: a step sees the state, the event, who acts, and frozen facts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kaketsuke import transitions
from kaketsuke.accounts.viewers import ActorRole as Role
from kaketsuke.cases import guards
from kaketsuke.cases.guards import Facts
from kaketsuke.transitions import Guard, Row


class State(StrEnum):
    """Where a case stands."""

    NEW = "new"
    OFFERING = "offering"
    UNFILLED = "unfilled"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    VERIFIED = "verified"
    TURNED_AWAY = "turned_away"
    WORKING = "working"
    OPENED = "opened"
    SETTLED = "settled"
    HALTED = "halted"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """How a closed case ended."""

    DONE = "done"
    NOT_OPENED = "not_opened"
    TURNED_AWAY = "turned_away"
    NO_SHOW = "no_show"
    STOPPED = "stopped"
    NOT_PERFORMED = "not_performed"


class Event(StrEnum):
    """What happens to a case, in the past tense."""

    OPENED = "Opened"
    OFFER_ACCEPTED = "OfferAccepted"
    NOBODY_LEFT = "NobodyLeft"
    WIDENED = "Widened"
    ASSIGNED_BY_HAND = "AssignedByHand"
    TECHNICIAN_WITHDREW = "TechnicianWithdrew"
    RELEASED = "Released"
    DEPARTED = "Departed"
    ARRIVED = "Arrived"
    CHECKS_PASSED = "ChecksPassed"
    CHECKS_FAILED = "ChecksFailed"
    OTHER_ATTENDANT_COMES = "OtherAttendantComes"
    WAIT_OVER = "WaitOver"
    NOBODY_THERE = "NobodyThere"
    WORK_BEGUN = "WorkBegun"
    WORK_BEGUN_UNDER_LEAVE = "WorkBegunUnderLeave"
    PAUSED = "Paused"
    CONTINUED = "Continued"
    MINUTES_REACHED = "MinutesReached"
    ESTIMATE_APPROVED = "EstimateApproved"
    SECOND_TECHNICIAN_CALLED = "SecondTechnicianCalled"
    ATTENDANT_LEFT = "AttendantLeft"
    COULD_NOT_OPEN = "CouldNotOpen"
    DOOR_OPENED = "DoorOpened"
    SETTLED = "Settled"
    CLOSED = "Closed"
    RESIDENT_CANCELLED = "ResidentCancelled"
    OPENED_BY_OTHERS = "OpenedByOthers"
    SOLVED_REMOTELY = "SolvedRemotely"
    STOP_PRESSED = "StopPressed"
    OBJECTION_RAISED = "ObjectionRaised"
    PAYER_OBJECTED = "PayerObjected"
    PAYER_HEARD = "PayerHeard"
    HALTED_BY_SUPERVISOR = "HaltedBySupervisor"
    SAFE_EXIT = "SafeExit"
    ASKED_TO_REFUSE = "AskedToRefuse"
    RESUMED = "Resumed"
    REOFFERED = "Reoffered"
    ENDED = "Ended"
    PREVENTED = "Prevented"
    LATE_REPORT = "LateReport"


S, E = State, Event
BEFORE_WORK: Final = (S.OFFERING, S.UNFILLED, S.ASSIGNED, S.EN_ROUTE, S.ARRIVED, S.VERIFIED)
LIVE: Final = (*BEFORE_WORK, S.WORKING, S.OPENED)
ENDS: Final = (S.CLOSED, S.CANCELLED)
_WITH_TECHNICIAN: Final = (S.ASSIGNED, S.EN_ROUTE, S.ARRIVED, S.VERIFIED)

T, K, R, OW = Role.TECHNICIAN, Role.CONTRACTOR, Role.RESIDENT, Role.OWNER
TM, SYS, SV = Role.TIMER, Role.SYSTEM, Role.SUPERVISOR
# A supervisor may do at the desk what an operator may; what only a supervisor may do says SV.
DESK: Final = (Role.OPERATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a step leads."""

    state: State
    outcome: Outcome | None


def _after_halt(facts: Facts) -> State:
    """Back to where it was; a changed attendant or technician is checked anew (A1.2)."""
    before = State(facts.state_before_halt or S.ARRIVED)
    if facts.attendant_changed or facts.technician_changed:
        return S.ARRIVED if before in (S.VERIFIED, S.WORKING) else before
    return before


def _unchanged(facts: Facts) -> State:
    return State(facts.state)


def _row(
    states: State | tuple[State, ...],
    event: Event,
    actors: Role | tuple[Role, ...],
    to: State | Callable[[Facts], State],
    *checks: Guard[Facts],
    outcome: Outcome | None = None,
    where: Callable[[Facts], bool] | None = None,
) -> Row[Facts]:
    return Row(
        states if isinstance(states, tuple) else (states,),
        event,
        actors if isinstance(actors, tuple) else (actors,),
        to,
        checks,
        outcome,
        where,
    )


_G = guards
TABLE: Final[tuple[Row[Facts], ...]] = (
    _row(S.NEW, E.OPENED, (*DESK, SYS), S.OFFERING, _G.REQUEST_ACCEPTED),
    _row(S.OFFERING, E.OFFER_ACCEPTED, (K, T), S.ASSIGNED, _G.OFFER_LIVE, _G.CHAIN_LIVE),
    _row(S.OFFERING, E.NOBODY_LEFT, TM, S.UNFILLED, _G.NO_OFFER_OUT),
    _row(S.UNFILLED, E.WIDENED, (*DESK, TM), S.OFFERING),
    _row(S.UNFILLED, E.ASSIGNED_BY_HAND, DESK, S.ASSIGNED, _G.CHAIN_LIVE),
    _row(_WITH_TECHNICIAN, E.TECHNICIAN_WITHDREW, (T, K), S.OFFERING, _G.REASON),
    _row(_WITH_TECHNICIAN, E.RELEASED, (*DESK, TM), S.OFFERING, _G.REASON),
    _row(S.ASSIGNED, E.DEPARTED, T, S.EN_ROUTE),
    _row((S.ASSIGNED, S.EN_ROUTE), E.ARRIVED, T, S.ARRIVED, _G.POSITION_OR_REASON),
    _row(
        S.ARRIVED, E.CHECKS_PASSED, T, S.VERIFIED,
        _G.SITE_ACCEPTS, _G.DUTIES_DONE, _G.CODE_WORD,
    ),
    _row(S.ARRIVED, E.CHECKS_FAILED, T, S.TURNED_AWAY, _G.SITE_DECLINES),
    _row(
        S.TURNED_AWAY, E.OTHER_ATTENDANT_COMES, DESK, S.ARRIVED,
        _G.WITHIN_WAITING_TIME, _G.ATTENDANT_NAMED,
    ),
    _row(
        S.TURNED_AWAY, E.WAIT_OVER, (*DESK, TM), S.CLOSED,
        outcome=Outcome.TURNED_AWAY,
    ),
    _row(
        S.ARRIVED, E.NOBODY_THERE, T, S.CLOSED, _G.WAITED, _G.TWO_CALLS,
        outcome=Outcome.NO_SHOW,
    ),
    _row(S.VERIFIED, E.WORK_BEGUN, T, S.WORKING, _G.DESTRUCTION_APPROVED),
    _row(
        S.ARRIVED, E.WORK_BEGUN_UNDER_LEAVE, T, S.WORKING,
        _G.LEAVE_LIVE, _G.ATTENDANT_PRESENT, _G.DESTRUCTION_APPROVED,
    ),
    _row(S.WORKING, E.PAUSED, (T, TM), S.WORKING),
    _row(S.WORKING, E.CONTINUED, T, S.WORKING, _G.MINUTES_APPROVED),
    _row(S.WORKING, E.MINUTES_REACHED, (T, TM), S.WORKING),
    _row(S.WORKING, E.ESTIMATE_APPROVED, (R, OW, T, *DESK), S.WORKING),
    _row(S.WORKING, E.SECOND_TECHNICIAN_CALLED, T, S.WORKING, _G.REASON),
    _row(S.WORKING, E.ATTENDANT_LEFT, T, S.HALTED),
    _row(
        S.WORKING, E.COULD_NOT_OPEN, T, S.OFFERING, _G.REASON, _G.DOOR_SECURED,
        where=lambda f: f.other_skill,
    ),
    _row(
        S.WORKING, E.COULD_NOT_OPEN, T, S.CLOSED, _G.REASON, _G.DOOR_SECURED,
        outcome=Outcome.NOT_OPENED,
    ),
    _row(S.WORKING, E.DOOR_OPENED, T, S.OPENED, _G.METHOD_KNOWN),
    _row(S.OPENED, E.CHECKS_PASSED, T, S.OPENED, _G.CHECK_OWED, _G.SITE_ACCEPTS, _G.DUTIES_DONE),
    _row(S.OPENED, E.CHECKS_FAILED, T, S.HALTED, _G.CHECK_OWED, _G.LEFT_SAFE),
    _row(
        S.OPENED, E.SETTLED, (T, SYS), S.SETTLED,
        _G.NO_CHECK_OWED, _G.BILL_WITHIN_APPROVAL, _G.COLLECTED,
    ),
    _row(S.SETTLED, E.CLOSED, SYS, S.CLOSED, _G.FOLLOW_UPS_OWNED, outcome=Outcome.DONE),
    _row(BEFORE_WORK, E.RESIDENT_CANCELLED, (R, *DESK), S.CANCELLED),
    _row(BEFORE_WORK, E.OPENED_BY_OTHERS, (R, *DESK), S.CANCELLED),
    _row(BEFORE_WORK, E.SOLVED_REMOTELY, (R, *DESK), S.CANCELLED),
    _row(
        S.WORKING, E.RESIDENT_CANCELLED, (R, T), S.OPENED, _G.DOOR_SECURED,
        where=lambda f: f.door_open,
    ),
    _row(
        S.WORKING, E.RESIDENT_CANCELLED, (R, T), S.CLOSED, _G.DOOR_SECURED,
        outcome=Outcome.NOT_OPENED,
    ),
    _row(LIVE, E.STOP_PRESSED, R, S.HALTED, _G.LINK_LIVE),
    # A registrant may object by telephone; then the operator enters it.
    _row(LIVE, E.OBJECTION_RAISED, (R, *DESK), S.HALTED, _G.LINK_LIVE_OR_CALLED),
    # Whoever pays says that they agreed to no such thing; also while it stands still already.
    _row(
        (S.WORKING, S.OPENED, S.HALTED), E.PAYER_OBJECTED, (R, OW, *DESK), S.HALTED, _G.THE_PAYER,
    ),
    _row(S.HALTED, E.PAYER_HEARD, SV, S.HALTED, _G.PAYER_OBJECTS, _G.REASON),
    _row(LIVE, E.HALTED_BY_SUPERVISOR, SV, S.HALTED, _G.REASON),
    # Whoever is in danger leaves first and explains later: nothing is asked (4.7.6).
    _row(LIVE, E.SAFE_EXIT, T, S.HALTED),
    _row(LIVE, E.ASKED_TO_REFUSE, T, S.HALTED, _G.REASON),
    _row(S.HALTED, E.RESUMED, SV, _after_halt, _G.REASON, _G.ATTENDANT_SAID, _G.PAYER_IS_HEARD),
    _row(S.HALTED, E.REOFFERED, SV, S.OFFERING, _G.REASON, _G.DOOR_STILL_SHUT),
    _row(
        S.HALTED, E.ENDED, SV, S.CLOSED, _G.REASON, _G.DOOR_STATE_KNOWN,
        outcome=Outcome.STOPPED,
    ),
    _row(
        (S.OFFERING, S.UNFILLED, S.ASSIGNED, S.EN_ROUTE), E.PREVENTED, SV, S.CLOSED,
        _G.AREA_EVENT, _G.PEOPLE_TOLD,
        outcome=Outcome.NOT_PERFORMED,
    ),
    _row((S.CANCELLED, S.CLOSED, S.HALTED), E.LATE_REPORT, T, _unchanged, _G.SAME_ASSIGNMENT),
)  # fmt: skip

# A registrant who stops it need not say why; the desk sees these at once.
NEEDS_A_HUMAN: Final = (S.UNFILLED, S.TURNED_AWAY, S.HALTED)


def listed(state: State | str, event: Event | str, role: Role | str) -> bool:
    """Return whether the table names this actor for this pair."""
    return transitions.listed(TABLE, state, event, role)


def allowed_events(state: State | str, role: Role | str) -> tuple[Event, ...]:
    """Return what this actor may do now, in the order of the table."""
    return tuple(Event(each) for each in transitions.allowed(TABLE, state, role))


def step(state: State | str, event: Event | str, role: Role | str, facts: Facts) -> Step:
    """Return where the event leads. Raises CannotStep."""
    row = transitions.row_for(TABLE, state, event, role, facts)
    outcome = None if row.outcome is None else Outcome(row.outcome)
    return Step(State(row.leads_to(state, facts)), outcome)
