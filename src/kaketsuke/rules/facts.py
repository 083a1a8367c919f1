"""What is a well-formed fact? Strict reading of facts from JSON objects, and their JSON Schema.

A fault always names the path of what is wrong, never its value: values may be personal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import chain, combinations
from typing import Any

# Python reads such an offset as more hours; no clock has one.
_OFFSET_PAST_THE_HOUR = re.compile(r"T.*[+-][0-9]{2}:?[6-9][0-9]")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.\-\[\]]{1,80}")


# No amount or number of things in this field comes near it; it keeps every product printable.
_LARGEST = 10**15


class Word(StrEnum):
    """A word out of a fixed list; hashed as the text it is, which is much faster."""

    __hash__ = str.__hash__


class MalformedFacts(ValueError):
    """Facts that no decision can be made on; `path` says where, `sentence` says what to mend."""

    def __init__(self, path: str, sentence: str) -> None:
        """Keep both parts, and join them for whoever only prints."""
        super().__init__(f"{path}: {sentence}" if path else sentence)
        self.path = path
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """How one value is read from JSON, how the schema describes it, and all it can be, if few."""

    read: Callable[[Any, str], Any]
    schema: Mapping[str, Any]
    domain: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its path in JSON, what it may be, and what holds where it is absent."""

    path: str
    kind: Kind
    default: Any = None
    needed: bool = False
    field: str = field(init=False)

    def __post_init__(self) -> None:
        """The field of the facts class is the path with its dot as an underscore."""
        object.__setattr__(self, "field", self.path.replace(".", "_"))


def _read_flag(value: object, path: str) -> bool:
    if value is True or value is False:
        return value is True
    raise MalformedFacts(path, "must be true or false")


def _read_text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise MalformedFacts(path, "must be a text")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise MalformedFacts(path, "holds half of a character (a lone surrogate)")
    return value


def _read_moment(value: object, path: str) -> datetime:
    if not isinstance(value, str):
        raise MalformedFacts(path, "must be an ISO 8601 timestamp as text")
    try:
        moment = datetime.fromisoformat(value) if "T" in value else None
    except ValueError:
        moment = None
    if moment is None or _OFFSET_PAST_THE_HOUR.search(value):
        raise MalformedFacts(path, "is no ISO 8601 timestamp such as 2026-01-31T21:05:00+09:00")
    if moment.utcoffset() is None:
        raise MalformedFacts(path, "has no offset from UTC; write one, such as +09:00")
    return moment


def _read_day(value: object, path: str) -> date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise MalformedFacts(path, "is no date such as 2026-01-31")


FLAG = Kind(_read_flag, {"type": "boolean"}, (True, False))
TEXT = Kind(_read_text, {"type": "string"})
MOMENT = Kind(_read_moment, {"type": "string", "format": "date-time"})
DAY = Kind(_read_day, {"type": "string", "format": "date"})


def choice(values: type[Word]) -> Kind:
    """One of the words of an enumeration."""
    words = {str(member): member for member in values}
    sentence = "must be one of " + ", ".join(words)

    def read(value: object, path: str) -> Word:
        found = words.get(value) if isinstance(value, str) else None
        if found is None:
            raise MalformedFacts(path, sentence)
        return found

    return Kind(read, {"type": "string", "enum": list(words)}, tuple(values))


def whole(*, at_least: int) -> Kind:
    """A whole number from a lower bound on; true, false and 1.0 are none."""

    def read(value: object, path: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise MalformedFacts(path, "must be a whole number")
        if not at_least <= value <= _LARGEST:
            raise MalformedFacts(path, f"must be from {at_least} to {_LARGEST}")
        return value

    return Kind(read, {"type": "integer", "minimum": at_least, "maximum": _LARGEST})


def listing(element: Kind) -> Kind:
    """A list of values of one kind, in the order given."""

    def read(value: object, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise MalformedFacts(path, "must be a list")
        return tuple(element.read(entry, f"{path}[{at}]") for at, entry in enumerate(value))

    return Kind(read, {"type": "array", "items": element.schema})


def some_of(values: type[Word]) -> Kind:
    """A set of words: kept in their own order, each once."""
    several = listing(choice(values))
    members = tuple(values)

    def read(value: object, path: str) -> tuple[Word, ...]:
        given = several.read(value, path)
        return tuple(member for member in members if member in given)

    subsets = chain.from_iterable(combinations(members, size) for size in range(len(members) + 1))
    return Kind(read, several.schema, tuple(subsets))


class Reader:
    """Reads JSON objects made of the given facts; groups of facts may be absent or null too."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        """Sort the facts into the objects they come in."""
        self.facts = tuple(facts)
        self._needed = tuple(fact for fact in self.facts if fact.needed)
        self._plan: dict[str, Fact | dict[str, Fact]] = {}
        for fact in self.facts:
            group, dot, name = fact.path.partition(".")
            if dot:
                inner = self._plan.setdefault(group, {})
                assert isinstance(inner, dict)  # noqa: S101 (a table of our own, read once)
                inner[name] = fact
            else:
                self._plan[group] = fact

    def read(self, obj: object, *, at: str = "") -> dict[str, Any]:
        """The facts' values by field name.

        Raises MalformedFacts for an unknown key, a wrong type or value, or a missing needed fact.
        """
        found: dict[str, Any] = {}
        plans = self._plan
        before = f"{at}." if at else ""
        for key, value in _object(obj, at).items():
            plan = plans.get(key)
            if plan is None:
                raise MalformedFacts(_join(at, key), "is not a fact of this question")
            if value is None:
                continue
            if isinstance(plan, dict):
                _read_group(value, plan, before + key, found)
            else:
                found[plan.field] = plan.kind.read(value, before + plan.path)
        for fact in self._needed:
            if fact.field not in found:
                raise MalformedFacts(before + fact.path, "is needed and was not given")
        return found

    def write(self, facts: object) -> dict[str, Any]:
        """The JSON object that `read` would read again; unknown facts are left out."""
        written: dict[str, Any] = {}
        for fact in self.facts:
            value = getattr(facts, fact.field)
            if value is None:
                continue
            group, dot, name = fact.path.partition(".")
            if dot:
                written.setdefault(group, {})[name] = plain(value)
            else:
                written[group] = plain(value)
        return written

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the object, without its dialect line."""
        properties: dict[str, Any] = {}
        for key, plan in self._plan.items():
            if isinstance(plan, dict):
                inner = {name: fact_schema(fact) for name, fact in plan.items()}
                properties[key] = {
                    "type": ["object", "null"],
                    "properties": inner,
                    "additionalProperties": False,
                }
            else:
                properties[key] = fact_schema(plan)
        schema: dict[str, Any] = {"type": "object", "properties": properties}
        if self._needed:
            schema["required"] = [fact.path for fact in self._needed]
        return {**schema, "additionalProperties": False}


def fact_schema(fact: Fact) -> dict[str, Any]:
    """The schema of one fact; null stands for "not known yet" unless the fact is needed."""
    schema = dict(fact.kind.schema)
    if fact.default is not None and isinstance(fact.default, bool | str | int):
        schema["default"] = fact.default
    if fact.needed:
        return schema
    return {"anyOf": [schema, {"type": "null"}]}


def plain(value: object) -> Any:
    """A fact's value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return str(value) if isinstance(value, StrEnum) else value


def _object(obj: object, at: str) -> dict[str, Any]:
    if not isinstance(obj, dict):
        raise MalformedFacts(at, "must be an object" if at else "facts must be a JSON object")
    return obj


def _read_group(value: object, plan: dict[str, Fact], at: str, found: dict[str, Any]) -> None:
    for name, member in _object(value, at).items():
        fact = plan.get(name)
        if fact is None:
            raise MalformedFacts(_join(at, name), "is not a fact of this question")
        if member is not None:
            found[fact.field] = fact.kind.read(member, fact.path)


def _join(at: str, key: object) -> str:
    """A path that stays one readable line whatever the key was."""
    name = str(key)
    if not _PLAIN_KEY.fullmatch(name):
        name = ascii(name)[:80]
    return f"{at}.{name}" if at else name
