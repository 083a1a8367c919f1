"""What may happen to a damage claim, when, and by whom: the whole transition table, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kaketsuke.accounts.viewers import ActorRole as Role
from kaketsuke.transitions import Guard, Row, gettext_noop


class State(StrEnum):
    """Where a claim stands."""

    REPORTED = "reported"
    EXAMINING = "examining"
    AWAITS_SECOND = "awaits_second"
    DECIDED = "decided"
    TOLD = "told"
    PAID = "paid"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happens to a claim, in the past tense."""

    TAKEN = "ClaimTaken"
    EVIDENCE_ADDED = "EvidenceAdded"
    DAYS_CORRECTED = "DaysCorrected"
    DECIDED = "DamageDecided"
    PROPOSED = "DamageProposed"
    SECONDED = "DecisionSeconded"
    SENT_BACK = "DecisionSentBack"
    LEGAL_REVIEWED = "LegalReviewed"
    TOLD = "DecisionTold"
    TAKEN_UP_AGAIN = "ClaimTakenUpAgain"
    PAID = "DamagePaid"
    RECOURSE_ENTERED = "RecourseEntered"
    CREDITOR_CHANGED = "CreditorChanged"
    CLOSED = "ClaimClosed"
    WITHDRAWN = "ClaimWithdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a step sees; unknown is the safe side."""

    reason: str = ""
    above_threshold: bool = True
    same_person: bool = True
    legal_review_open: bool = True
    payable_yen: int = 0
    paid_yen: int = 0
    amount_yen: int = 0
    recourse_open: bool = True


REASON: Final = Guard[Facts](
    gettext_noop("理由を書いてください。"), lambda f: bool(f.reason.strip()), "words"
)
ONE_IS_ENOUGH: Final = Guard[Facts](
    gettext_noop("この金額の判断には、もう一人の方の確認が要ります。"),
    lambda f: not f.above_threshold,
)
ANOTHER_PERSON: Final = Guard[Facts](
    gettext_noop("判断した方とは別の方が、ご自分のサインインで確認してください。"),
    lambda f: not f.same_person,
)
LEGAL_REVIEW_DONE: Final = Guard[Facts](
    gettext_noop("上限による金額です。お伝えする前に、法務の確認を記録してください。"),
    lambda f: not f.legal_review_open,
)
WITHIN_PAYABLE: Final = Guard[Facts](
    gettext_noop("お支払いは、判断した金額からお支払い済みの額を引いた、残りの額にしてください。"),
    lambda f: 0 < f.amount_yen == f.payable_yen - f.paid_yen,
    "amount_yen",
)
PAID_IN_FULL: Final = Guard[Facts](
    gettext_noop("お支払いが残っています。"), lambda f: f.paid_yen >= f.payable_yen
)
NOTHING_PAID: Final = Guard[Facts](
    gettext_noop(
        "すでにお支払いのあるお申し出は取り下げられません。判断して、お手紙を送ってから終えてください。"
    ),
    lambda f: f.paid_yen == 0,
)
RECOURSE_SETTLED: Final = Guard[Facts](
    gettext_noop("業務委託先への求償が残っています。受け取るか、放棄を記録してください。"),
    lambda f: not f.recourse_open,
)

S, E = State, Event
REPORTERS: Final = (Role.RESIDENT, Role.TECHNICIAN, Role.OPERATOR, Role.SUPERVISOR, Role.CLAIMS)
DESK: Final = (Role.OPERATOR, Role.SUPERVISOR, Role.CLAIMS)
HANDLERS: Final = (Role.CLAIMS,)
DECIDERS: Final = (Role.CLAIMS, Role.SUPERVISOR)
LIVE: Final = (S.REPORTED, S.EXAMINING, S.AWAITS_SECOND, S.DECIDED, S.TOLD, S.PAID)
ENDS: Final = (S.CLOSED, S.WITHDRAWN)
BEFORE_TOLD: Final = (S.REPORTED, S.EXAMINING, S.AWAITS_SECOND, S.DECIDED)

TABLE: Final[tuple[Row[Facts], ...]] = (
    Row((S.REPORTED, S.EXAMINING), E.TAKEN, HANDLERS, S.EXAMINING),
    Row((*BEFORE_TOLD, S.TOLD), E.EVIDENCE_ADDED, REPORTERS, None),
    Row((S.REPORTED,), E.DAYS_CORRECTED, HANDLERS, None, (REASON,)),
    # The figures are those of the day of the harm: decided for another day is decided anew.
    Row(
        (S.EXAMINING, S.AWAITS_SECOND, S.DECIDED),
        E.DAYS_CORRECTED,
        HANDLERS,
        S.EXAMINING,
        (REASON,),
    ),
    Row((S.EXAMINING,), E.DECIDED, HANDLERS, S.DECIDED, (REASON, ONE_IS_ENOUGH)),
    Row((S.EXAMINING,), E.PROPOSED, HANDLERS, S.AWAITS_SECOND, (REASON,)),
    Row((S.AWAITS_SECOND,), E.SECONDED, DECIDERS, S.DECIDED, (ANOTHER_PERSON,)),
    Row((S.AWAITS_SECOND,), E.SENT_BACK, DECIDERS, S.EXAMINING, (REASON,)),
    Row((S.DECIDED,), E.LEGAL_REVIEWED, DECIDERS, None, (REASON,)),
    Row((S.DECIDED,), E.TOLD, HANDLERS, S.TOLD, (LEGAL_REVIEW_DONE,)),
    # The degree may change with what becomes known; every version stays on record.
    Row((S.DECIDED, S.TOLD, S.PAID), E.TAKEN_UP_AGAIN, HANDLERS, S.EXAMINING, (REASON,)),
    Row((S.TOLD,), E.PAID, HANDLERS, S.PAID, (WITHIN_PAYABLE,)),
    Row((S.TOLD, S.PAID), E.RECOURSE_ENTERED, HANDLERS, None),
    Row(LIVE, E.CREDITOR_CHANGED, HANDLERS, None),
    Row((S.TOLD, S.PAID), E.CLOSED, HANDLERS, S.CLOSED, (PAID_IN_FULL, RECOURSE_SETTLED)),
    Row(BEFORE_TOLD, E.WITHDRAWN, (Role.RESIDENT, *DESK), S.WITHDRAWN, (REASON, NOTHING_PAID)),
)
