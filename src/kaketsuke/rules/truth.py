"""Is something so? Yes, no, or not known yet: Kleene's three-valued logic, under all rules."""

from __future__ import annotations

from collections.abc import Container
from enum import Enum
from typing import NoReturn


class Truth(Enum):
    """A statement's truth where the facts behind it may be unknown."""

    NO = "no"
    UNKNOWN = "unknown"
    YES = "yes"

    def __and__(self, other: Truth) -> Truth:
        """Both hold: one known NO is enough to say NO."""
        if self is NO or other is NO:
            return NO
        if self is YES:
            return other
        return UNKNOWN

    def __or__(self, other: Truth) -> Truth:
        """At least one holds: one known YES is enough to say YES."""
        if self is YES or other is YES:
            return YES
        if self is NO:
            return other
        return UNKNOWN

    def __invert__(self) -> Truth:
        """The contrary; the contrary of the unknown is unknown."""
        if self is YES:
            return NO
        return YES if self is NO else UNKNOWN

    def __bool__(self) -> NoReturn:
        """Refuse `if truth`: it would silently take the unknown for a yes."""
        msg = "a Truth has three values; compare it with `is YES`, `is NO` or `is UNKNOWN`"
        raise TypeError(msg)


NO = Truth.NO
UNKNOWN = Truth.UNKNOWN
YES = Truth.YES


def known(statement: bool | None, /) -> Truth:  # noqa: FBT001 (the fact itself, not a switch)
    """The truth of a fact that may be unknown (None)."""
    if statement is None:
        return UNKNOWN
    return YES if statement else NO


def known_not(statement: bool | None, /) -> Truth:  # noqa: FBT001 (the fact itself, not a switch)
    """The truth of the contrary of a fact that may be unknown."""
    if statement is None:
        return UNKNOWN
    return NO if statement else YES


def equal(value: object, option: object, /) -> Truth:
    """Whether a fact that may be unknown is this member of its enumeration."""
    if value is None:
        return UNKNOWN
    return YES if value is option else NO


def one_of(value: object, options: tuple[object, ...], /) -> Truth:
    """Whether a fact that may be unknown is one of these members."""
    if value is None:
        return UNKNOWN
    return YES if value in options else NO


def holds(collection: Container[object] | None, entry: object, /) -> Truth:
    """Whether a collection that may be unknown holds this entry."""
    if collection is None:
        return UNKNOWN
    return YES if entry in collection else NO
