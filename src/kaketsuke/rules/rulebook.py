"""What do the rows say together? The one way in which rows of rules are applied to facts.

A row looks at two or three facts, each of which can be few things. So neighbouring rows are worked
out beforehand into a truth table over the facts they share, and a decision looks up a handful of
cells instead of running every condition. No answer is kept: the tables hold what rows say, and
facts outside a table (there are none with facts read from JSON) go through the rows themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import product
from math import prod
from operator import attrgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar

from kaketsuke.rules.facts import Reader
from kaketsuke.rules.findings import Effect, Finding, Outcome, Question, Rule
from kaketsuke.rules.truth import UNKNOWN, YES

F = TypeVar("F")

# Keeps the tables of a question together under a few thousand cells, built in milliseconds.
_CELLS_PER_BLOCK: Final = 256


class _Cell(NamedTuple):
    """What the rows of a block say on one combination of their facts."""

    declines: bool
    refers: bool
    findings: tuple[Finding, ...]
    awaits: frozenset[str]
    duties: tuple[str, ...]


_SILENT: Final = _Cell(False, False, (), frozenset(), ())  # noqa: FBT003 (neither effect)


class _Block(NamedTuple):
    """Neighbouring rows with their truth table."""

    rules: tuple[Rule[Any], ...]
    key: attrgetter[Any]
    cells: dict[Any, _Cell]


class Rulebook(Generic[F]):
    """The rows of one question in the order of the document, ready to be applied."""

    def __init__(
        self,
        facts_class: type[F],
        *,
        reader: Reader,
        rules: Sequence[Rule[F]],
        questions: Sequence[Question[F]],
    ) -> None:
        """Keep the rows; their tables are worked out when the first decision is asked for."""
        self._facts_class = facts_class
        self._domains = {fact.field: (None, *fact.kind.domain) for fact in reader.facts}
        self._rules = tuple(rules)
        self._questions = tuple(questions)

    @cached_property
    def _blocks(self) -> tuple[_Block, ...]:
        return tuple(
            _tabulate(block, facts_class=self._facts_class, domains=self._domains)
            for block in _neighbours(self._rules, domains=self._domains)
        )

    def judge(
        self, facts: F
    ) -> tuple[Outcome, tuple[Finding, ...], tuple[str, ...], tuple[str, ...]]:
        """Outcome, findings, open questions and duties on these facts.

        One known fact that declines is enough, whatever else is unknown. Otherwise a fact is
        asked for while a deciding row cannot be told without it; then what refers, refers.
        """
        found: tuple[Finding, ...] = ()
        duties: tuple[str, ...] = ()
        awaited: frozenset[str] | None = None
        declined = referred = False
        for rules, key, cells in self._blocks:
            cell = cells.get(key(facts))
            if cell is None:
                cell = _weigh(rules, facts)
            if cell is _SILENT:
                continue
            declines, refers, findings, awaits, owed = cell
            declined = declined or declines
            referred = referred or refers
            found += findings
            duties += owed
            if awaits:
                awaited = awaits if awaited is None else awaited | awaits
        if declined:
            return Outcome.DECLINE, found, (), ()
        if awaited is not None and (questions := self._open_questions(facts, awaited=awaited)):
            return Outcome.ASK, found, questions, ()
        return (Outcome.REFER if referred else Outcome.ACCEPT), found, (), duties

    def _open_questions(self, facts: F, *, awaited: frozenset[str]) -> tuple[str, ...]:
        """The unknown facts that a row still waits for, in the order in which they are asked."""
        return tuple(
            [
                question.path
                for question in self._questions
                if question.field in awaited
                and getattr(facts, question.field) is None
                and question.where(facts) is YES
            ]
        )


def _weigh(rules: Sequence[Rule[F]], facts: F) -> _Cell:
    """Run the conditions of the rows on the facts."""
    truths = [(rule, rule.when(facts)) for rule in rules]
    held = [rule for rule, truth in truths if truth is YES]
    waiting = [rule.reads for rule, truth in truths if truth is UNKNOWN and rule.decides]
    return _Cell(
        declines=any(rule.effect is Effect.DECLINES for rule in held),
        refers=any(rule.effect is Effect.REFERS for rule in held),
        findings=tuple(finding for rule in held for finding in rule.findings),
        awaits=frozenset[str]().union(*waiting),
        duties=tuple(rule.duty for rule in held if rule.duty is not None),
    )


def _neighbours(
    rules: Sequence[Rule[F]], *, domains: dict[str, tuple[Any, ...]]
) -> list[list[Rule[F]]]:
    """Rows that follow each other, as many together as their common table stays small."""
    blocks: list[list[Rule[F]]] = []
    reads: frozenset[str] = frozenset()
    for rule in rules:
        together = reads | rule.reads
        if blocks and prod(len(domains[name]) for name in together) <= _CELLS_PER_BLOCK:
            blocks[-1].append(rule)
            reads = together
        else:
            blocks.append([rule])
            reads = rule.reads
    return blocks


def _tabulate(
    rules: Sequence[Rule[F]], *, facts_class: type[F], domains: dict[str, tuple[Any, ...]]
) -> _Block:
    names = sorted(frozenset[str]().union(*(rule.reads for rule in rules)))
    cells: dict[Any, _Cell] = {}
    for values in product(*(domains[name] for name in names)):
        cell = _weigh(rules, facts_class(**dict(zip(names, values, strict=True))))
        cells[values if len(names) > 1 else values[0]] = _SILENT if cell == _SILENT else cell
    return _Block(tuple(rules), attrgetter(*names), cells)
