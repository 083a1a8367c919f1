"""The table of requests about one's own data, every pair of it."""

from itertools import product

import pytest

from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.privacy import lifecycle
from kaketsuke.privacy.lifecycle import Event, Kind, State


def test_every_pair_of_the_table():
    for state, event, role in product(State, Event, ActorRole):
        listed = [
            each
            for each in lifecycle.STEPS
            if each.before == state and each.event == event and role in each.by
        ]
        if listed:
            assert lifecycle.step(state, event, role) == listed[0].after
            assert event in lifecycle.allowed(state, role)
        else:
            with pytest.raises(lifecycle.CannotAdvance):
                lifecycle.step(state, event, role)


def test_every_state_can_end():
    assert set(State) - set(lifecycle.ENDS) == set(lifecycle.OPEN)
    assert set(Kind) == {"disclosure", "correction", "stop", "deletion"}
