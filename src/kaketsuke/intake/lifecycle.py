"""What may happen to a request, when, and by whom: the whole transition table, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kaketsuke import transitions
from kaketsuke.accounts.viewers import ActorRole as Role
from kaketsuke.transitions import Guard, Row, gettext_noop


class State(StrEnum):
    """Where a request stands."""

    ASKING = "asking"
    ACCEPTED = "accepted"
    REFERRED = "referred"
    DECLINED = "declined"
    SOLVED = "solved"
    JOINED = "joined"
    CALL_BACK = "call_back"
    ABANDONED = "abandoned"


class Event(StrEnum):
    """What happens to a request, in the past tense."""

    FACTS_STATED = "FactsStated"
    DECIDED = "Decided"
    SOLVED_BY_TRIAGE = "SolvedByTriage"
    JOINED_TO_CASE = "JoinedToCase"
    CALL_LOST = "CallLost"
    REACHED = "Reached"
    LAPSED = "Lapsed"
    SECONDED = "Seconded"
    ALLOWED = "Allowed"
    REFUSED = "Refused"
    CALLER_GAVE_UP = "CallerGaveUp"
    APPEALED = "Appealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a step sees; unknown is the safe side."""

    outcome: str = ""
    attendant_named: bool = False
    open_case: bool = False
    words_told: str = ""
    what_helped: str = ""
    way_to_reach: bool = False
    attempts_over: bool = False
    reason: str = ""
    by_its_operator: bool = False
    flagged: bool = False
    seconded: bool = False
    id_inside: bool = False
    leave: bool = False
    owner_asks: bool = False
    owner_reason: bool = False


ATTENDANT_NAMED: Final = Guard[Facts](
    gettext_noop("どなたが立ち会うかを選んでください。"), lambda f: f.attendant_named
)
NO_OPEN_CASE: Final = Guard[Facts](
    gettext_noop("このお部屋には進行中の案件があります。その案件に加えてください。"),
    lambda f: not f.open_case,
)
OPEN_CASE: Final = Guard[Facts](
    gettext_noop("このお部屋に進行中の案件はありません。"), lambda f: f.open_case
)
WORDS_TOLD: Final = Guard[Facts](
    gettext_noop("お客さまへ何とお伝えしたかを残してください。"),
    lambda f: bool(f.words_told.strip()),
)
WHAT_HELPED: Final = Guard[Facts](
    gettext_noop("何で解決したかを選んでください。"), lambda f: bool(f.what_helped)
)
WAY_TO_REACH: Final = Guard[Facts](
    gettext_noop("折り返す電話番号を残してください。"), lambda f: f.way_to_reach
)
ATTEMPTS_OVER: Final = Guard[Facts](
    gettext_noop("折返しの回数か時間がまだ残っています。"), lambda f: f.attempts_over
)
REASON: Final = Guard[Facts](
    gettext_noop("理由を書いてください。"), lambda f: bool(f.reason.strip())
)
ANOTHER_PERSON: Final = Guard[Facts](
    gettext_noop("この電話を受けた方とは別の責任者が判断してください。"),
    lambda f: not f.by_its_operator,
)
STILL_NOT_DECLINED: Final = Guard[Facts](
    gettext_noop("規約によりお断りとなる要請は、許可できません。"),
    lambda f: f.outcome in ("accept", "refer"),
)
TWO_PEOPLE: Final = Guard[Facts](
    gettext_noop("この要請は二人で判断します。もう一人の方の同意を先に記録してください。"),
    lambda f: not f.flagged or f.seconded,
)
LEAVE_WHERE_ID_INSIDE: Final = Guard[Facts](
    gettext_noop("身分証明書がお部屋の中にあります。許可するときは特例許可を出してください。"),
    lambda f: not f.id_inside or f.leave,
)
OWNER_SAYS_WHY: Final = Guard[Facts](
    gettext_noop("オーナーさまからのご依頼の理由を残してください。"),
    lambda f: not f.owner_asks or f.owner_reason,
)


S, E = State, Event
R, SV, TM, SYS = Role.RESIDENT, Role.SUPERVISOR, Role.TIMER, Role.SYSTEM
# A supervisor may do at the desk what an operator may; what only a supervisor may do says SV.
DESK: Final = (Role.OPERATOR, Role.SUPERVISOR)

TABLE: Final[tuple[Row[Facts], ...]] = (
    Row(
        (S.ASKING,), E.DECIDED, DESK, S.ACCEPTED, (ATTENDANT_NAMED, OWNER_SAYS_WHY, NO_OPEN_CASE),
        where=lambda f: f.outcome == "accept",
    ),
    Row(
        (S.ASKING,), E.DECIDED, DESK, S.REFERRED, (WORDS_TOLD,),
        where=lambda f: f.outcome == "refer",
    ),
    Row(
        (S.ASKING,), E.DECIDED, DESK, S.DECLINED, (WORDS_TOLD,),
        where=lambda f: f.outcome == "decline",
    ),
    Row((S.ASKING,), E.SOLVED_BY_TRIAGE, DESK, S.SOLVED, (WHAT_HELPED,)),
    Row((S.ASKING,), E.JOINED_TO_CASE, DESK, S.JOINED, (OPEN_CASE,)),
    Row((S.ASKING,), E.CALL_LOST, (*DESK, SYS), S.CALL_BACK, (WAY_TO_REACH,)),
    Row((S.CALL_BACK,), E.REACHED, DESK, S.ASKING),
    Row((S.CALL_BACK,), E.LAPSED, (TM,), S.ABANDONED, (ATTEMPTS_OVER,)),
    Row((S.ASKING, S.REFERRED), E.FACTS_STATED, DESK, S.ASKING),
    # Where a flag stands, a colleague agrees first; the supervisor then decides.
    Row((S.REFERRED,), E.SECONDED, DESK, S.REFERRED, (ANOTHER_PERSON,)),
    Row(
        (S.REFERRED,), E.ALLOWED, (SV,), S.ACCEPTED,
        (
            ANOTHER_PERSON, STILL_NOT_DECLINED, REASON, TWO_PEOPLE, LEAVE_WHERE_ID_INSIDE,
            ATTENDANT_NAMED, OWNER_SAYS_WHY, NO_OPEN_CASE,
        ),
    ),
    Row((S.REFERRED,), E.REFUSED, (SV,), S.DECLINED, (ANOTHER_PERSON, REASON)),
    Row((S.REFERRED,), E.CALLER_GAVE_UP, DESK, S.ABANDONED),
    Row((S.DECLINED,), E.APPEALED, (R, *DESK), S.DECLINED),
)  # fmt: skip

UNDECIDED = gettext_noop("まだ判断に必要なことが残っています。続けてお聞きください。")


def step(state: State | str, event: Event | str, role: Role | str, facts: Facts) -> State:
    """Return where the event leads. Raises CannotStep."""
    row = transitions.row_for(TABLE, state, event, role, facts, unclear=UNDECIDED)
    return State(row.leads_to(state, facts))
