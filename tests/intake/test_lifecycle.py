"""The table of a request, walked pair by pair. No database."""

import dataclasses
from typing import Any

import pytest

from kaketsuke import transitions
from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.intake import lifecycle
from kaketsuke.intake.lifecycle import Event, Facts, State
from kaketsuke.transitions import NOT_NOW, NOT_YOU, CannotStep

OPERATOR, SUPERVISOR = ActorRole.OPERATOR, ActorRole.SUPERVISOR
DESK = {OPERATOR, SUPERVISOR}
# Written down a second time, from the page and not from the code: states, event, who may.
LISTED = [
    ("asking", "Decided", DESK),
    ("asking", "SolvedByTriage", DESK),
    ("asking", "JoinedToCase", DESK),
    ("asking", "CallLost", {*DESK, ActorRole.SYSTEM}),
    ("call_back", "Reached", DESK),
    ("call_back", "Lapsed", {ActorRole.TIMER}),
    ("asking", "FactsStated", DESK),
    ("referred", "FactsStated", DESK),
    ("referred", "Seconded", DESK),
    ("referred", "Allowed", {SUPERVISOR}),
    ("referred", "Refused", {SUPERVISOR}),
    ("referred", "CallerGaveUp", DESK),
    ("declined", "Appealed", {*DESK, ActorRole.RESIDENT}),
]
ALLOWED = {(State(state), Event(event), role) for state, event, roles in LISTED for role in roles}
EVERYTHING_HOLDS = Facts(
    outcome="accept",
    attendant_named=True,
    words_told="told",
    what_helped="other_key",
    way_to_reach=True,
    attempts_over=True,
    reason="written",
    seconded=True,
    leave=True,
    owner_reason=True,
)


def facts_for(event: Event) -> Facts:
    if event is Event.JOINED_TO_CASE:
        return dataclasses.replace(EVERYTHING_HOLDS, open_case=True)
    return EVERYTHING_HOLDS


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_pair_is_allowed_exactly_to_whom_the_table_names(state: State, event: Event) -> None:
    for role in ActorRole:
        if (state, event, role) in ALLOWED:
            assert lifecycle.step(state, event, role, facts_for(event)) in State
            assert event in transitions.allowed(lifecycle.TABLE, state, role)
        else:
            with pytest.raises(CannotStep) as refusal:
                lifecycle.step(state, event, role, facts_for(event))
            assert refusal.value.sentence in (NOT_NOW, NOT_YOU)
            assert event not in transitions.allowed(lifecycle.TABLE, state, role)


@pytest.mark.parametrize(
    ("outcome", "next_state"),
    [("accept", State.ACCEPTED), ("refer", State.REFERRED), ("decline", State.DECLINED)],
)
def test_the_rules_decide_where_a_request_goes(outcome: str, next_state: State) -> None:
    facts = dataclasses.replace(EVERYTHING_HOLDS, outcome=outcome)
    assert lifecycle.step(State.ASKING, Event.DECIDED, OPERATOR, facts) is next_state


def test_an_undecided_request_is_asked_on() -> None:
    facts = dataclasses.replace(EVERYTHING_HOLDS, outcome="ask")
    with pytest.raises(CannotStep) as refusal:
        lifecycle.step(State.ASKING, Event.DECIDED, OPERATOR, facts)
    assert refusal.value.sentence == lifecycle.UNDECIDED


@pytest.mark.clause("A1.2.1")
@pytest.mark.parametrize(
    "change",
    [{"attendant_named": False}, {"open_case": True}, {"owner_asks": True, "owner_reason": False}],
)
def test_acceptance_needs_a_named_attendant_and_a_free_door(change: dict[str, Any]) -> None:
    facts = dataclasses.replace(EVERYTHING_HOLDS, **change)
    with pytest.raises(CannotStep):
        lifecycle.step(State.ASKING, Event.DECIDED, OPERATOR, facts)


@pytest.mark.clause("4.7.3")
@pytest.mark.parametrize(
    "change",
    [
        {"by_its_operator": True},
        {"outcome": "decline"},
        {"outcome": "ask"},
        {"reason": " "},
        {"flagged": True, "seconded": False},
        {"id_inside": True, "leave": False},
        {"attendant_named": False},
    ],
)
def test_a_supervisor_does_not_allow_with_a_part_missing(change: dict[str, Any]) -> None:
    facts = dataclasses.replace(EVERYTHING_HOLDS, **change)
    with pytest.raises(CannotStep):
        lifecycle.step(State.REFERRED, Event.ALLOWED, SUPERVISOR, facts)


@pytest.mark.clause("4.7")
@pytest.mark.parametrize("outcome", ["refer", "decline"])
def test_nobody_is_refused_without_words(outcome: str) -> None:
    facts = dataclasses.replace(EVERYTHING_HOLDS, outcome=outcome, words_told="  ")
    with pytest.raises(CannotStep):
        lifecycle.step(State.ASKING, Event.DECIDED, OPERATOR, facts)
