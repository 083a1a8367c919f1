"""What may happen to a request about one's own data, when and by whom (4.10), as data."""

from enum import StrEnum
from typing import Final

from kaketsuke import transitions
from kaketsuke.accounts.viewers import ActorRole as Role
from kaketsuke.transitions import Row


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


DESK: Final = frozenset({Role.PRIVACY})
ANYBODY: Final = frozenset({Role.PRIVACY, Role.RESIDENT, Role.OPERATOR, Role.SUPERVISOR})
OPEN: Final = (State.RECEIVED, State.CHECKED, State.GRANTED)
ENDS: Final = (State.REFUSED, State.DONE, State.WITHDRAWN)

S, E = State, Event
TABLE: Final[tuple[Row[None], ...]] = (
    Row((S.RECEIVED,), E.IDENTITY_CHECKED, DESK, S.CHECKED),
    # Without proof of who asks nothing is given; that is a refusal with its reasons.
    Row((S.RECEIVED, S.CHECKED), E.REFUSED, DESK, S.REFUSED),
    Row((S.CHECKED,), E.GRANTED, DESK, S.GRANTED),
    Row((S.GRANTED,), E.CARRIED_OUT, DESK, S.DONE),
    Row((S.RECEIVED, S.CHECKED), E.WITHDRAWN, ANYBODY, S.WITHDRAWN),
)


def step(state: str, event: Event, role: Role) -> State:
    """Return the state after the event. Raises CannotStep."""
    return State(transitions.step(TABLE, state, event, role, None))


def allowed(state: str, role: Role) -> tuple[Event, ...]:
    """Return what this role may do now."""
    return tuple(Event(each) for each in transitions.allowed(TABLE, state, role))
