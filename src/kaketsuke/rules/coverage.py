"""Which clause is held by what? Every clause is covered, not needed, or planned, and says so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kaketsuke.rules import charge, clauses, damage, request_rules, site
from kaketsuke.rules.facts import Word

_SOURCE: Final = Path(__file__).with_name("coverage.toml")
_MARKER: Final = re.compile(r"\bclause\(([^()]*)\)")
_QUOTED: Final = re.compile(r"[\"']([^\"']+)[\"']")


class State(Word):
    """How a clause is held."""

    COVERED = "covered"
    NOT_NEEDED = "not_needed"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Row:
    """One clause beside what holds it; a clause in no state has None."""

    clause: str
    text: str
    state: State | None
    rules: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    tests: tuple[str, ...] | None = None
    reason: str = ""
    no_rule: str = ""

    def to_json(self) -> dict[str, Any]:
        """The row as `terms coverage --json` prints it."""
        return {
            "clause": self.clause,
            "state": None if self.state is None else str(self.state),
            "rules": list(self.rules),
            "screens": list(self.screens),
            "tests": None if self.tests is None else list(self.tests),
            "reason": self.reason or self.no_rule or None,
        }

    def sentence(self) -> str:
        """The row as one line for people."""
        if self.state is None:
            return f"{self.clause:8}IN NO STATE"
        line = f"{self.clause:8}{self.state.replace('_', ' '):12}"
        if self.state is not State.COVERED:
            return line + self.reason
        held = [", ".join(self.rules) or f"no rule: {self.no_rule}", ", ".join(self.screens)]
        if self.tests is not None:
            held.append(", ".join(self.tests))
        return line + " | ".join(held)


def rows(
    *, tests: Path | None, terms: clauses.ParsedTerms | None = None, source: Path = _SOURCE
) -> tuple[Row, ...]:
    """Every clause of the terms (by default the sample) in the order of the document.

    Without a folder of tests, none are looked for.
    """
    read = tomllib.loads(source.read_text(encoding="utf-8"))
    written: Mapping[str, Any] = read["clauses"]
    marked = None if tests is None else _with_parts(_marked_tests(tests), read.get("parts", {}))
    texts = dict((terms or clauses.sample()).texts())
    every = dict.fromkeys([*texts, *written])
    return tuple(_row(clause_id, texts, written.get(clause_id), marked) for clause_id in every)


def parts(*, tests: Path, source: Path = _SOURCE) -> dict[str, tuple[str, ...]]:
    """The finer rows, and those before and after the clauses, with the tests that name them."""
    read = tomllib.loads(source.read_text(encoding="utf-8")).get("parts", {})
    marked = _marked_tests(tests)
    return {part: tuple(marked.get(part, ())) for each in read.values() for part in each}


def _row(
    clause_id: str,
    texts: Mapping[str, str],
    entry: Mapping[str, Any] | None,
    marked: Mapping[str, list[str]] | None,
) -> Row:
    found = None if marked is None else tuple(marked.get(clause_id, ()))
    text = texts.get(clause_id, "")
    if entry is None:
        return Row(clause_id, text, None, tests=found)
    return Row(
        clause=clause_id,
        text=text,
        state=State(entry["state"]),
        rules=tuple(entry.get("rules", ())),
        screens=tuple(entry.get("screens", ())),
        tests=found,
        reason=entry.get("reason", ""),
        no_rule=entry.get("no_rule", ""),
    )


def faults(rows: Sequence[Row], *, strict: bool = False) -> list[str]:
    """What is wrong, one sentence each; in strict mode a planned clause is wrong too."""
    known = known_rules()
    found: list[str] = []
    for row in rows:
        missing = [f"there is no rule {name}" for name in row.rules if name not in known]
        if not row.text:
            missing.append("the terms have no such clause")
        missing += _lacks(row, strict=strict)
        found += [f"{row.clause}: {sentence}" for sentence in missing]
    return found


def _lacks(row: Row, *, strict: bool) -> list[str]:
    if row.state is None:
        return ["is neither covered, nor not needed, nor planned"]
    if row.state is not State.COVERED:
        lacks = [] if row.reason else [f"is {row.state} without a reason"]
        return [*lacks, *(["is only planned"] if strict and row.state is State.PLANNED else [])]
    return [
        f"is covered without {part}"
        for part, present in (
            ("a rule", bool(row.rules or row.no_rule)),
            ("a screen", bool(row.screens)),
            ("a test", row.tests is None or bool(row.tests)),
        )
        if not present
    ]


def known_rules() -> frozenset[str]:
    """The names of all rules: the question, a dot, the rule."""
    return frozenset(
        [
            "charge.decide",
            *(f"request.{rule.id}" for rule in request_rules.RULES),
            *(f"site.{rule.id}" for rule in site.RULES),
            *(f"charge.{refusal}" for refusal in charge.Refusal),
            *(f"damage.{finding.rule}" for finding in damage.FINDINGS),
        ]
    )


def _with_parts(
    marked: Mapping[str, list[str]], parts: Mapping[str, Sequence[str]]
) -> Mapping[str, list[str]]:
    """A test that names a part of a clause counts for the clause."""
    return {
        name: sorted(
            {test for each in (name, *parts.get(name, ())) for test in marked.get(each, ())}
        )
        for name in {*marked, *parts}
    }


def _marked_tests(folder: Path) -> dict[str, list[str]]:
    """Test files by the clause that a `clause("…")` marker in them names."""
    marked: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        names = {clause for marker in _MARKER.findall(text) for clause in _QUOTED.findall(marker)}
        for clause in names:
            marked.setdefault(clause, []).append(path.relative_to(folder).as_posix())
    return marked
