"""What may happen to a request about one's own data, when and by whom (4.10), as data."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kaketsuke.accounts.viewers import ActorRole as Role


class Kind(StrEnum):
    """What a person may ask for."""

    DISCLOSURE = "disclosure"
    CORRECTION = "correction"
    STOP = "stop"
    DELETION = "deletion"


class Channel(StrEnum):
    """How it reached us."""

    MY_PAGE = "my_page"
    PHONE = "phone"
    POST = "post"
    COUNTER = "counter"


class State(StrEnum):
    """Where it stands."""

    RECEIVED = "received"
    CHECKED = "checked"
    GRANTED = "granted"
    REFUSED = "refused"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happens, in the past tense."""

    RECEIVED = "Received"
    IDENTITY_CHECKED = "IdentityChecked"
    GRANTED = "Granted"
    REFUSED = "Refused"
    CARRIED_OUT = "CarriedOut"
    WITHDRAWN = "Withdrawn"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table."""

    before: State
    event: Event
    by: frozenset[Role]
    after: State


DESK: Final = frozenset({Role.PRIVACY})
ANYBODY: Final = frozenset({Role.PRIVACY, Role.RESIDENT, Role.OPERATOR, Role.SUPERVISOR})
OPEN: Final = (State.RECEIVED, State.CHECKED, State.GRANTED)
ENDS: Final = (State.REFUSED, State.DONE, State.WITHDRAWN)

STEPS: Final = (
    Step(State.RECEIVED, Event.IDENTITY_CHECKED, DESK, State.CHECKED),
    # Without proof of who asks nothing is given; that is a refusal with its reasons.
    Step(State.RECEIVED, Event.REFUSED, DESK, State.REFUSED),
    Step(State.CHECKED, Event.GRANTED, DESK, State.GRANTED),
    Step(State.CHECKED, Event.REFUSED, DESK, State.REFUSED),
    Step(State.GRANTED, Event.CARRIED_OUT, DESK, State.DONE),
    Step(State.RECEIVED, Event.WITHDRAWN, ANYBODY, State.WITHDRAWN),
    Step(State.CHECKED, Event.WITHDRAWN, ANYBODY, State.WITHDRAWN),
)
_TABLE: Final = {(step.before, step.event): step for step in STEPS}


class CannotAdvance(Exception):
    """The table has no such step for this actor."""


def step(state: str, event: Event, role: Role) -> State:
    """Return the state after the event. Raises: CannotAdvance."""
    found = _TABLE.get((State(state), event))
    if found is None or role not in found.by:
        raise CannotAdvance(f"{event} is not possible in {state} for {role}.")
    return found.after


def allowed(state: str, role: Role) -> tuple[Event, ...]:
    """Return what this role may do now."""
    return tuple(step.event for step in STEPS if step.before == state and role in step.by)
