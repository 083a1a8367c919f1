"""The table of a complaint, walked pair by pair. No database."""

import dataclasses

import pytest

from kaketsuke import transitions
from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.claims import complaint_lifecycle
from kaketsuke.claims.complaint_lifecycle import Event, Facts, State
from kaketsuke.transitions import CannotStep

CALL_DESK = {ActorRole.OPERATOR, ActorRole.SUPERVISOR}
DESK = {*CALL_DESK, ActorRole.CLAIMS}
HANDLERS = {ActorRole.SUPERVISOR, ActorRole.CLAIMS}
# Written down a second time: states, event, who may, where it leads.
LISTED = [
    ("received in_hand", "ComplaintTaken", HANDLERS, "in_hand"),
    ("received in_hand", "AppealBegun", CALL_DESK, ""),
    ("in_hand", "ComplaintAnswered", HANDLERS, "answered"),
    ("answered", "NotContent", {ActorRole.RESIDENT, *DESK}, "in_hand"),
    ("answered", "ComplaintClosed", {*HANDLERS, ActorRole.TIMER}, "closed"),
    ("received in_hand answered", "ComplaintWithdrawn", {ActorRole.RESIDENT, *DESK}, "withdrawn"),
]
ALLOWED = {
    (state, event, role): to or state
    for states, event, roles, to in LISTED
    for state in states.split()
    for role in roles
}
HOLDS = Facts(words="written", about_a_refusal=True, patience_over=True)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_pair_leads_where_the_table_says_and_nowhere_else(state: State, event: Event) -> None:
    for role in ActorRole:
        to = ALLOWED.get((state.value, event.value, role))
        if to is not None:
            assert transitions.step(complaint_lifecycle.TABLE, state, event, role, HOLDS) == to
            assert event in transitions.allowed(complaint_lifecycle.TABLE, state, role)
        else:
            with pytest.raises(CannotStep):
                transitions.step(complaint_lifecycle.TABLE, state, event, role, HOLDS)


@pytest.mark.parametrize(
    ("state", "event", "role", "without"),
    [
        ("in_hand", "ComplaintAnswered", ActorRole.CLAIMS, {"words": " "}),
        ("in_hand", "ComplaintAnswered", ActorRole.CLAIMS, {"by_who_decided": True}),
        ("received", "ComplaintTaken", ActorRole.SUPERVISOR, {"by_who_decided": True}),
        ("received", "AppealBegun", ActorRole.OPERATOR, {"about_a_refusal": False}),
        ("received", "AppealBegun", ActorRole.OPERATOR, {"appealed_before": True}),
        ("answered", "NotContent", ActorRole.RESIDENT, {"words": ""}),
        ("answered", "ComplaintClosed", ActorRole.TIMER, {"patience_over": False}),
    ],
)
def test_each_guard_holds_its_step_back(state, event, role, without) -> None:
    with pytest.raises(CannotStep):
        transitions.step(
            complaint_lifecycle.TABLE, state, event, role, dataclasses.replace(HOLDS, **without)
        )
