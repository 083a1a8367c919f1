"""May we go out? The decision on a call for help (sections 1 to 4 and the appendix).

A fact is asked for only while a row that declines or refers cannot be told without it, and the
facts of one kind of caller only once that kind is known: whether a corporation stands behind an
agent is asked once an agent requests or attends, never in case one might. When the call came in
picks the wording of the clauses; no rule reads it, so it is never asked for.
"""

from __future__ import annotations

from typing import Final

from kaketsuke.rules import request_rules
from kaketsuke.rules.findings import Answer, Outcome
from kaketsuke.rules.request_facts import (
    READER,
    Attendance,
    Cause,
    ContractStatus,
    Ground,
    PhotoId,
    RegistrationStatus,
    RequestFacts,
    Role,
)

__all__ = [
    "DUTIES",
    "ONE_MOMENT",
    "QUESTION_ORDER",
    "READER",
    "RULES",
    "Attendance",
    "Cause",
    "ContractStatus",
    "Ground",
    "Outcome",
    "PhotoId",
    "RegistrationStatus",
    "RequestAnswer",
    "RequestFacts",
    "Role",
    "decide",
]

RequestAnswer = Answer
RULES: Final = request_rules.RULES
ONE_MOMENT: Final = request_rules.ONE_MOMENT
QUESTION_ORDER: Final = tuple(question.path for question in request_rules.QUESTIONS)

EMERGENCY_NUMBERS: Final = ("emergency_numbers",)
_AT_THE_DOOR: Final = ("explain_costs", "attend_in_person", "show_photo_id")
_AT_ANOTHERS_DOOR: Final = (*_AT_THE_DOOR, "notify_registrant")
DUTIES: Final = (*EMERGENCY_NUMBERS, *_AT_ANOTHERS_DOOR)


def decide(facts: RequestFacts) -> RequestAnswer:
    """Accept, decline, refer or ask, with the clauses that say so (2.1, 3.1, 4.7, A1)."""
    outcome, found, questions, _ = request_rules.BOOK.judge(facts)
    return Answer(outcome, found, questions, _duties(facts, outcome))


def _duties(facts: RequestFacts, outcome: Outcome) -> tuple[str, ...]:
    """What to tell the caller on the way (3.3, A1.3, A1.2.1, A1.2.2); danger to life comes first.

    The emergency numbers loosen no rule: they go with every outcome.
    """
    duties: tuple[str, ...] = ()
    if outcome in (Outcome.ACCEPT, Outcome.REFER):
        by_resident = facts.requester_role is Role.RESIDENT
        duties = _AT_THE_DOOR if by_resident else _AT_ANOTHERS_DOOR
    return EMERGENCY_NUMBERS + duties if facts.danger_to_life else duties
