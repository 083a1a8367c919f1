"""How do two versions of the written service differ? Clause by clause, to the character."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    """What became of a clause between two versions."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in both versions, only in the older (`removed`) or only in the newer."""

    text: str
    change: Change


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause of two versions, its words in pieces."""

    clause: str
    change: Change
    pieces: tuple[Piece, ...]


def compared(older: Mapping[str, str], newer: Mapping[str, str]) -> list[ClauseChange]:
    """Return every clause of both versions, in the newer's order, what it lost at the end."""
    lost = [clause for clause in older if clause not in newer]
    return [_one(clause, older.get(clause), newer.get(clause)) for clause in (*newer, *lost)]


def _one(clause: str, before: str | None, after: str | None) -> ClauseChange:
    if before is None or after is None:
        change = Change.ADDED if before is None else Change.REMOVED
        return ClauseChange(clause, change, (Piece(before or after or "", change),))
    if before == after:
        return ClauseChange(clause, Change.SAME, (Piece(after, Change.SAME),))
    return ClauseChange(clause, Change.CHANGED, tuple(_pieces(before, after)))


def _pieces(before: str, after: str) -> list[Piece]:
    found = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, stop, begins, ends in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece(after[begins:ends], Change.SAME))
            continue
        if stop > start:
            found.append(Piece(before[start:stop], Change.REMOVED))
        if ends > begins:
            found.append(Piece(after[begins:ends], Change.ADDED))
    return found
