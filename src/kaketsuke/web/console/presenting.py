"""Turns a request into what its page shows: words, keys and who may do what."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_stubs_ext import StrOrPromise

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.intake import flag_queries
from kaketsuke.intake import queries as intake_queries
from kaketsuke.intake.flag_queries import FlagLine
from kaketsuke.overview.interview import CaseReference, Home, Interview, OwnerLine
from kaketsuke.rules.call_load import CallLoad
from kaketsuke.web import data_words, fact_words
from kaketsuke.web.console import questions, timeline, words
from kaketsuke.web.console.questions import Question


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered, and how."""

    path: str
    title: StrOrPromise
    words: StrOrPromise


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the decision is as it is, with the clauses that say so."""

    effect: str
    because: str
    clauses: list[str]


@dataclass(frozen=True, slots=True)
class Step:
    """What the middle column asks now: a question, the caller's place, or nothing more."""

    kind: str  # question, attendance, caller, closing
    question: Question | None = None
    current: str = ""
    triage: tuple[StrOrPromise, ...] = ()
    danger_now: bool = False


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Everything the templates of a request read."""

    id: uuid.UUID
    state: str
    received_at: datetime
    number: str
    call_back_number: str
    caller: str
    place: Home | None
    case: CaseReference | None
    open_case: CaseReference | None
    outcome: str
    reasons: list[Reason]
    says: list[str]
    duty_words: list[StrOrPromise]
    ways_on: list[words.WayOn]
    owners: tuple[OwnerLine, ...]
    questions_left: int
    emergency: bool
    id_inside: bool
    flagged: bool
    protected: bool
    seconded: bool
    may_state: bool
    may_allow: bool
    may_second: bool
    owner_asks: bool
    owner_reason: str
    may_ask_registrants: bool
    may_flag: bool
    flags: list[FlagLine]
    call_load: CallLoad | None
    answers: list[Answered]
    record: list[tuple[StrOrPromise, StrOrPromise]]
    entries: list[timeline.Line]

    @property
    def stands(self) -> str:
        """Return the outcome as people left it: a supervisor's word goes before the answer's."""
        return {"accepted": "accept", "declined": "decline"}.get(self.state, self.outcome)


def request_page(found: Interview, *, viewer: Viewer, now: datetime) -> RequestPage:
    """Return the page of a request for one viewer."""
    request, facts, answer = found.request, found.facts, found.answer
    findings = answer.get("findings", [])
    outcome = answer.get("outcome", "ask")
    is_other = request.operator_id != viewer.user_id
    flagged = bool(facts.get("conduct") or facts.get("protected"))
    seconded = bool(intake_queries.seconded_by(request.id)) if flagged else False
    return RequestPage(
        id=request.id,
        state=request.state,
        received_at=request.received_at,
        number=found.number,
        call_back_number=found.call_back_number,
        caller=found.caller_name,
        place=found.home,
        case=found.case,
        open_case=found.open_case if request.state == "asking" else None,
        outcome=outcome,
        reasons=_reasons(findings),
        says=_says(findings, outcome=outcome),
        duty_words=[
            words.DUTIES[duty] for duty in answer.get("duties", []) if duty in words.DUTIES
        ],
        ways_on=words.ways_on(
            [each["clause"] for each in findings if each["effect"] == "declines"]
        ),
        owners=found.owners,
        questions_left=_questions_left(answer.get("questions", [])),
        emergency=facts.get("danger_to_life") is True,
        id_inside=facts.get("photo_id") == "locked_inside",
        flagged=flagged,
        protected=facts.get("protected") is True,
        seconded=seconded,
        may_state=request.state in ("asking", "referred"),
        may_allow=viewer.has("supervisor") and is_other,
        may_second=flagged and not seconded and is_other,
        owner_asks=found.stated.get("requester.role") in ("owner", "owner_agent"),
        owner_reason=intake_queries.owner_reason_of(request) if viewer.has("supervisor") else "",
        may_ask_registrants=(
            request.state == "asking"
            and facts.get("requester", {}).get("role") in ("owner", "owner_agent")
            and questions.OBJECTION not in found.stated
        ),
        may_flag=viewer.has("supervisor") and found.home is not None,
        flags=_flags(found, viewer=viewer, now=now),
        call_load=(
            intake_queries.call_load(request, now=now) if request.state == "asking" else None
        ),
        answers=[
            Answered(question.path, question.title, label)
            for question, label in questions.answered(facts, stated=found.stated)
        ],
        record=_record(facts),
        entries=timeline.request_lines(found.entries, viewer=viewer),
    )


def step(found: Interview, *, asked: str = "") -> Step:
    """Return what is asked now: danger to life first, then what the rules ask next."""
    danger_now = found.facts.get("danger_to_life") is True
    path = _next_path(found, asked=asked)
    if path is None:
        return Step("closing", danger_now=danger_now)
    if _is_about_the_caller(path, found):
        return Step("caller", danger_now=danger_now)
    question = questions.BY_PATH[path]
    return Step(
        "attendance" if path == "attendance" and found.home else "question",
        question=question,
        current=questions.as_text(questions.fact_at(found.facts, path)),
        triage=_triage(found.facts, path),
        danger_now=danger_now,
    )


def _next_path(found: Interview, *, asked: str) -> str | None:
    if asked in questions.BY_PATH or asked == CALLER:
        return asked
    if questions.DANGER.path not in found.stated:
        return questions.DANGER.path
    open_questions: list[str] = found.answer.get("questions", [])
    return open_questions[0] if open_questions else None


CALLER = "caller"
_BEFORE_PLACE = frozenset({"danger_to_life", "cause", "requester.role"})


def _is_about_the_caller(path: str, found: Interview) -> bool:
    """Which home, and whether the caller is known there: one form asks for both."""
    if path in questions.PLACE_PATHS or path in (CALLER, "requester.is_registrant"):
        return True
    if path == "requester.role":
        # An owner's role counts only once the record knows the owner.
        return "requester.role" in found.stated and "requester.role" in found.answer["questions"]
    return found.home is None and path not in _BEFORE_PLACE


def _triage(facts: dict[str, Any], path: str) -> tuple[StrOrPromise, ...]:
    return words.TRIAGE.get(str(facts.get("cause")), ()) if path == "requester.role" else ()


_ORDER = {"declines": 0, "refers": 1, "informs": 2, "allows": 3}


def _reasons(findings: Iterable[dict[str, str]]) -> list[Reason]:
    """Return why, what decides first; one sentence stands once with all its clauses."""
    clauses: dict[tuple[str, str], list[str]] = {}
    for each in sorted(findings, key=lambda found: _ORDER.get(found["effect"], len(_ORDER))):
        clauses.setdefault((each["effect"], each["because"]), []).append(each["clause"])
    return [
        Reason(effect, data_words.finding(because), cited)
        for (effect, because), cited in clauses.items()
    ]


def _says(findings: Iterable[dict[str, str]], *, outcome: str) -> list[str]:
    effect = {"decline": "declines", "refer": "refers"}.get(outcome, "informs")
    said = [each["say"] for each in findings if each["effect"] == effect and each["say"]]
    return [data_words.finding(each) for each in dict.fromkeys(said)]


def _flags(found: Interview, *, viewer: Viewer, now: datetime) -> list[FlagLine]:
    """Return the records themselves to supervisors only (4.7.5 to 4.7.9)."""
    return flag_queries.flags_about(found.request, at=now) if viewer.has("supervisor") else []


def _questions_left(paths: Iterable[str]) -> int:
    """Return how much is still asked of the caller; home and name are one question."""
    asked = [path for path in paths if path not in questions.FROM_CALLER]
    return len(asked) + any(path in questions.FROM_CALLER for path in paths)


def _record(facts: dict[str, Any]) -> list[tuple[StrOrPromise, StrOrPromise]]:
    return [
        (fact_words.label(path), fact_words.value_words(value))
        for path in fact_words.FROM_RECORD
        if (value := questions.fact_at(facts, path)) is not None
    ]
