"""The table of requests about one's own data, every pair of it."""

from itertools import product

import pytest

from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.privacy import lifecycle
from kaketsuke.privacy.lifecycle import Event, Kind, State
from kaketsuke.transitions import CannotStep

DESK = {ActorRole.PRIVACY}
ANYBODY = {ActorRole.PRIVACY, ActorRole.RESIDENT, ActorRole.OPERATOR, ActorRole.SUPERVISOR}
# Written down a second time: state, event, who may, where it leads.
LISTED = [
    ("received", "IdentityChecked", DESK, "checked"),
    ("received", "Refused", DESK, "refused"),
    ("received", "Withdrawn", ANYBODY, "withdrawn"),
    ("checked", "Granted", DESK, "granted"),
    ("checked", "Refused", DESK, "refused"),
    ("checked", "Withdrawn", ANYBODY, "withdrawn"),
    ("granted", "CarriedOut", DESK, "done"),
]
LEADS = {(state, event, role): to for state, event, roles, to in LISTED for role in roles}


def test_every_pair_of_the_table():
    for state, event, role in product(State, Event, ActorRole):
        if (state, event, role) in LEADS:
            assert lifecycle.step(state, event, role) == LEADS[state, event, role]
            assert event in lifecycle.allowed(state, role)
        else:
            with pytest.raises(CannotStep):
                lifecycle.step(state, event, role)
            assert event not in lifecycle.allowed(state, role)


def test_every_state_can_end():
    assert set(State) - set(lifecycle.ENDS) == set(lifecycle.OPEN)
    assert set(Kind) == {"disclosure", "correction", "stop", "deletion"}
