"""The table of a case, walked pair by pair. No database."""

import dataclasses
from typing import Any

import pytest

from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.cases import lifecycle
from kaketsuke.cases.guards import Facts
from kaketsuke.cases.lifecycle import Event, Outcome, State
from kaketsuke.transitions import NOT_NOW, NOT_YOU, CannotStep

ROLES = {
    "R": ActorRole.RESIDENT,
    "O": ActorRole.OPERATOR,
    "V": ActorRole.SUPERVISOR,
    "T": ActorRole.TECHNICIAN,
    "K": ActorRole.CONTRACTOR,
    "W": ActorRole.OWNER,
    "TM": ActorRole.TIMER,
    "SYS": ActorRole.SYSTEM,
}
BEFORE = "offering unfilled assigned en_route arrived verified"
LIVE = f"{BEFORE} working opened"
# Written down a second time, from the page and not from the code: states, event, who may.
LISTED = [
    ("new", "Opened", "O V SYS"),
    ("offering", "OfferAccepted", "K T"),
    ("offering", "NobodyLeft", "TM"),
    ("unfilled", "Widened", "O V TM"),
    ("unfilled", "AssignedByHand", "O V"),
    ("assigned en_route arrived verified", "TechnicianWithdrew", "T K"),
    ("assigned en_route arrived verified", "Released", "O V TM"),
    ("assigned", "Departed", "T"),
    ("assigned en_route", "Arrived", "T"),
    ("arrived", "ChecksPassed", "T"),
    ("arrived", "ChecksFailed", "T"),
    ("turned_away", "OtherAttendantComes", "O V"),
    ("turned_away", "WaitOver", "O V TM"),
    ("arrived", "NobodyThere", "T"),
    ("verified", "WorkBegun", "T"),
    ("arrived", "WorkBegunUnderLeave", "T"),
    ("working", "Paused", "T TM"),
    ("working", "Continued", "T"),
    ("working", "MinutesReached", "T TM"),
    ("working", "EstimateApproved", "R W T O V"),
    ("working", "SecondTechnicianCalled", "T"),
    ("working", "AttendantLeft", "T"),
    ("working", "CouldNotOpen", "T"),
    ("working", "DoorOpened", "T"),
    ("opened", "ChecksPassed", "T"),
    ("opened", "ChecksFailed", "T"),
    ("opened", "Settled", "T SYS"),
    ("settled", "Closed", "SYS"),
    (BEFORE, "ResidentCancelled", "R O V"),
    (BEFORE, "OpenedByOthers", "R O V"),
    (BEFORE, "SolvedRemotely", "R O V"),
    ("working", "ResidentCancelled", "R T"),
    (LIVE, "StopPressed", "R"),
    (LIVE, "ObjectionRaised", "R O V"),
    ("working opened halted", "PayerObjected", "R W O V"),
    ("halted", "PayerHeard", "V"),
    (LIVE, "HaltedBySupervisor", "V"),
    (LIVE, "SafeExit", "T"),
    (LIVE, "AskedToRefuse", "T"),
    ("halted", "Resumed", "V"),
    ("halted", "Reoffered", "V"),
    ("halted", "Ended", "V"),
    ("offering unfilled assigned en_route", "Prevented", "V"),
    ("cancelled closed halted", "LateReport", "T"),
]
ALLOWED = {
    (State(state), Event(event), ROLES[role])
    for states, event, roles in LISTED
    for state in states.split()
    for role in roles.split()
}
EVERYTHING_HOLDS = Facts(
    state="arrived",
    checks_passed=True,
    leave_live=True,
    approved_total_yen=1000,
    request_accepted=True,
    offer_live=True,
    chain_live=True,
    reason="told",
    site_outcome="accept",
    duties_done=True,
    code_word_said=True,
    attendant_named=True,
    attendant_present=True,
    attendant_same=True,
    calls_tried=2,
    door_secured=True,
    door_locked=True,
    nobody_left_inside=True,
    door_state="locked",
    method="non_destructive",
    collected=True,
    link_live=True,
    is_payer=True,
    area_event_id="id",
    delayed_from="22:00",
    people_told=True,
    same_assignment=True,
)
# Facts that some rows need otherwise than all the others.
OTHERWISE: dict[tuple[State, Event], dict[str, Any]] = {
    (State.ARRIVED, Event.CHECKS_FAILED): {"site_outcome": "decline"},
    (State.HALTED, Event.PAYER_HEARD): {"payer_objected": True},
    (State.ARRIVED, Event.NOBODY_THERE): {"waited": True},
    (State.OPENED, Event.CHECKS_PASSED): {"check_owed": True},
    (State.OPENED, Event.CHECKS_FAILED): {"check_owed": True},
}


def facts_for(state: State, event: Event) -> Facts:
    changes = {"state": state.value, **OTHERWISE.get((state, event), {})}
    return dataclasses.replace(EVERYTHING_HOLDS, **changes)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_pair_is_allowed_exactly_to_whom_the_table_names(state: State, event: Event) -> None:
    for role in ActorRole:
        if (state, event, role) in ALLOWED:
            assert lifecycle.step(state, event, role, facts_for(state, event)).state in State
        else:
            with pytest.raises(CannotStep) as refusal:
                lifecycle.step(state, event, role, facts_for(state, event))
            assert refusal.value.sentence in (NOT_NOW, NOT_YOU)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", ActorRole)
def test_pages_are_offered_exactly_what_the_table_lists(state: State, role: ActorRole) -> None:
    expected = {event for s, event, r in ALLOWED if (s, r) == (state, role)}
    assert set(lifecycle.allowed_events(state, role)) == expected
    assert all(lifecycle.listed(state, event, role) for event in expected)


def test_without_any_fact_nothing_guarded_goes_through() -> None:
    free = {
        "NobodyLeft", "Widened", "Departed", "WaitOver", "Paused", "Continued", "MinutesReached",
        "EstimateApproved", "AttendantLeft", "ResidentCancelled", "OpenedByOthers",
        "SolvedRemotely", "SafeExit", "Closed", "WorkBegun",
    }  # fmt: skip
    for state, event, role in ALLOWED:
        if event in free and not (state is State.WORKING and event is Event.RESIDENT_CANCELLED):
            continue
        with pytest.raises(CannotStep) as refusal:
            lifecycle.step(state, event, role, Facts(state=state.value))
        assert refusal.value.sentence.endswith("。")


@pytest.mark.clause("A1.2")
@pytest.mark.parametrize("missing", ["site_outcome", "duties_done", "code_word_said"])
def test_checks_do_not_pass_with_a_part_missing(missing: str) -> None:
    facts = dataclasses.replace(EVERYTHING_HOLDS, **{missing: type(getattr(Facts(), missing))()})
    with pytest.raises(CannotStep):
        lifecycle.step(State.ARRIVED, Event.CHECKS_PASSED, ActorRole.TECHNICIAN, facts)


@pytest.mark.clause("A1.3")
@pytest.mark.parametrize(
    ("seconds", "approved", "goes_on"),
    [(3599, 0, True), (3600, 0, False), (3601, 0, False), (3600, 15, True), (4500, 15, False)],
)
def test_work_goes_on_past_sixty_minutes_only_as_approved(
    seconds: int, approved: int, goes_on: bool
) -> None:
    facts = Facts(work_seconds=seconds, allowed_minutes=60 + approved)
    if goes_on:
        step = lifecycle.step(State.WORKING, Event.CONTINUED, ActorRole.TECHNICIAN, facts)
        assert step.state is State.WORKING
    else:
        with pytest.raises(CannotStep):
            lifecycle.step(State.WORKING, Event.CONTINUED, ActorRole.TECHNICIAN, facts)


def test_could_not_open_ends_the_case_unless_another_skill_can() -> None:
    told: dict[str, Any] = {"reason": "rusted", "door_secured": True}
    ended = lifecycle.step(State.WORKING, Event.COULD_NOT_OPEN, ROLES["T"], Facts(**told))
    assert (ended.state, ended.outcome) == (State.CLOSED, Outcome.NOT_OPENED)
    again = Facts(other_skill=True, **told)
    assert (
        lifecycle.step(State.WORKING, Event.COULD_NOT_OPEN, ROLES["T"], again).state == "offering"
    )


@pytest.mark.parametrize(
    ("before", "changed", "after"),
    [
        ("en_route", False, "en_route"),
        ("working", False, "working"),
        ("working", True, "arrived"),
        ("verified", True, "arrived"),
        ("opened", True, "opened"),
    ],
)
def test_resuming_goes_back_but_checks_a_changed_attendant_anew(
    before: str, changed: bool, after: str
) -> None:
    facts = Facts(
        state_before_halt=before,
        reason="called back",
        attendant_changed=changed,
        attendant_same=not changed,
    )
    step = lifecycle.step(State.HALTED, Event.RESUMED, ActorRole.SUPERVISOR, facts)
    assert step.state == after


@pytest.mark.clause("A1.2.1")
@pytest.mark.parametrize("before", ["arrived", "verified", "working", "opened"])
def test_at_the_door_nothing_goes_on_before_it_is_said_who_stands_there(before: str) -> None:
    facts = Facts(state_before_halt=before, reason="called back")
    with pytest.raises(CannotStep, match="前と同じ方か"):
        lifecycle.step(State.HALTED, Event.RESUMED, ActorRole.SUPERVISOR, facts)


def test_whoever_is_in_danger_is_asked_nothing() -> None:
    for state in LIVE.split():
        facts = Facts(state=state)
        assert lifecycle.step(state, Event.SAFE_EXIT, ROLES["T"], facts).state is State.HALTED


def test_gates_are_not_believed_from_what_an_event_brings() -> None:
    gates = {"check_owed": True, "approved_total_yen": 0, "state": "opened"}
    claimed = {"check_owed": False, "approved_total_yen": 99_999, "bill_yen": 5, "unknown": 1}
    facts = Facts.of(gates, claimed)
    assert facts.check_owed
    assert facts.approved_total_yen == 0
    assert facts.bill_yen == 5
