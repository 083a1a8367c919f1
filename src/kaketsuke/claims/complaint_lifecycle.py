"""What may happen to a complaint, when, and by whom: the whole transition table, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kaketsuke.accounts.viewers import ActorRole as Role
from kaketsuke.transitions import Guard, Row, gettext_noop


class State(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happens to a complaint, in the past tense."""

    TAKEN = "ComplaintTaken"
    APPEAL_BEGUN = "AppealBegun"
    ANSWERED = "ComplaintAnswered"
    NOT_CONTENT = "NotContent"
    CLOSED = "ComplaintClosed"
    WITHDRAWN = "ComplaintWithdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a step sees; unknown is the safe side."""

    words: str = ""
    about_a_refusal: bool = False
    appealed_before: bool = False
    by_who_decided: bool = False
    patience_over: bool = False


WORDS: Final = Guard[Facts](
    gettext_noop("お答えの内容を書いてください。"), lambda f: bool(f.words.strip()), "words"
)
WHY: Final = Guard[Facts](
    gettext_noop("理由を書いてください。"), lambda f: bool(f.words.strip()), "words"
)
ANOTHER_PERSON: Final = Guard[Facts](
    gettext_noop("お申し出の判断をした方とは別の方がお答えください。"),
    lambda f: not f.by_who_decided,
)
OF_A_REFUSAL: Final = Guard[Facts](
    gettext_noop("もう一度の判断は、お断りについてのお申し出だけでできます。"),
    lambda f: f.about_a_refusal,
)
ONLY_ONCE: Final = Guard[Facts](
    gettext_noop("もう一度の判断は、すでに始まっています。"), lambda f: not f.appealed_before
)
PATIENCE_OVER: Final = Guard[Facts](
    gettext_noop("お答えしてから日が浅いため、まだ終えられません。"), lambda f: f.patience_over
)

S, E = State, Event
CALL_DESK: Final = (Role.OPERATOR, Role.SUPERVISOR)
DESK: Final = (Role.OPERATOR, Role.SUPERVISOR, Role.CLAIMS)
HANDLERS: Final = (Role.SUPERVISOR, Role.CLAIMS)
OPEN: Final = (S.RECEIVED, S.IN_HAND, S.ANSWERED)
ENDS: Final = (S.CLOSED, S.WITHDRAWN)

TABLE: Final[tuple[Row[Facts], ...]] = (
    Row((S.RECEIVED, S.IN_HAND), E.TAKEN, HANDLERS, S.IN_HAND, (ANOTHER_PERSON,)),
    # A new interview begins, so somebody of the call desk holds it.
    Row((S.RECEIVED, S.IN_HAND), E.APPEAL_BEGUN, CALL_DESK, None, (OF_A_REFUSAL, ONLY_ONCE)),
    Row((S.IN_HAND,), E.ANSWERED, HANDLERS, S.ANSWERED, (WORDS, ANOTHER_PERSON)),
    Row((S.ANSWERED,), E.NOT_CONTENT, (Role.RESIDENT, *DESK), S.IN_HAND, (WHY,)),
    Row((S.ANSWERED,), E.CLOSED, (Role.TIMER,), S.CLOSED, (PATIENCE_OVER,)),
    Row((S.ANSWERED,), E.CLOSED, HANDLERS, S.CLOSED),
    Row(OPEN, E.WITHDRAWN, (Role.RESIDENT, *DESK), S.WITHDRAWN, (WHY,)),
)
