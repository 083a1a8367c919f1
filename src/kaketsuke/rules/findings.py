"""What can a rule say? Rules as rows, the findings they leave, and the answer made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from kaketsuke.rules.truth import YES, Truth

F = TypeVar("F")


class Effect(StrEnum):
    """What a clause does to the question on the facts as they are."""

    ALLOWS = "allows"
    DECLINES = "declines"
    REFERS = "refers"
    INFORMS = "informs"


class Outcome(StrEnum):
    """The answer to "may we?"."""

    ACCEPT = "accept"
    DECLINE = "decline"
    REFER = "refer"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause, what it does here, and why: `because` for our people, `say` for the caller."""

    clause: str
    effect: Effect
    because: str
    say: str
    rule: str

    def to_json(self) -> dict[str, str]:
        """The finding as the decision interface prints it."""
        return {
            "clause": self.clause,
            "effect": self.effect.value,
            "because": self.because,
            "say": self.say,
        }


class _Probe:
    """Facts of which nothing is known, noting which of them are looked at."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __getattr__(self, name: str) -> None:
        self.seen.append(name)


@dataclass(frozen=True, slots=True)
class Rule(Generic[F]):
    """One row of the written service: the words it rests on beside the condition it becomes."""

    id: str
    effect: Effect
    cites: Mapping[str, str]
    because: str
    say: str
    when: Callable[[F], Truth]
    duty: str | None = None
    findings: tuple[Finding, ...] = field(init=False)
    reads: frozenset[str] = field(init=False)
    decides: bool = field(init=False)

    def __post_init__(self) -> None:
        """Prepare what every decision would otherwise build anew."""
        found = tuple(
            Finding(clause, self.effect, self.because, self.say, self.id) for clause in self.cites
        )
        object.__setattr__(self, "findings", found)
        probe = _Probe()
        self.when(probe)  # type: ignore[arg-type]  # it answers every fact with "unknown"
        object.__setattr__(self, "reads", frozenset(probe.seen))
        blocking = self.effect in (Effect.DECLINES, Effect.REFERS) or self.duty is not None
        object.__setattr__(self, "decides", blocking)


@dataclass(frozen=True, slots=True)
class Question(Generic[F]):
    """A fact worth asking for, and of whom: it is asked only where `where` is known to hold."""

    path: str
    field: str
    where: Callable[[F], Truth]


def ask(path: str, where: Callable[[F], Truth]) -> Question[F]:
    """A question for the fact at this path."""
    return Question(path, path.replace(".", "_"), where)


def always(_facts: object, /) -> Truth:
    """A question that is asked of everyone."""
    return YES


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request or at the door: outcome, findings, open questions, duties."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    questions: tuple[str, ...]
    duties: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer as the decision interface prints it."""
        return {
            "outcome": self.outcome.value,
            "findings": [finding.to_json() for finding in self.findings],
            "questions": list(self.questions),
            "duties": list(self.duties),
        }
