"""How a transition table of this room is written and read: rows as data, guards as sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from kaketsuke.accounts.viewers import ActorRole as Role

Facts = TypeVar("Facts")


def gettext_noop(words: str) -> str:
    """Mark words for the translators; the page translates them."""
    return words


class CannotStep(Exception):
    """The step is not in the table, or a guard does not hold; `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        """Keep the Japanese sentence, which is its own key for translation."""
        super().__init__(sentence)
        self.sentence = sentence


NOT_NOW: Final = gettext_noop(
    "いまの状態ではできません。画面を読み直して、現在の状態をご確認ください。"
)
NOT_YOU: Final = gettext_noop("この操作はあなたの役割ではできません。担当の方へ依頼してください。")


@dataclass(frozen=True)
class Guard(Generic[Facts]):
    """A condition and the sentence for whoever runs into it."""

    sentence: str
    holds: Callable[[Facts], bool]


@dataclass(frozen=True)
class Row(Generic[Facts]):
    """One row of a table: from which states, by whom, where it leads (None: where it was)."""

    states: Sequence[str]
    event: str
    actors: Sequence[Role]
    to: str | None
    guards: Sequence[Guard[Facts]] = ()


def step(
    table: Sequence[Row[Facts]], state: str, event: str, role: Role | str, facts: Facts
) -> str:
    """Return where the event leads.

    Raises CannotStep when the table does not list it for this actor or a guard does not hold.
    """
    rows = [row for row in table if row.event == event and state in row.states]
    if not rows:
        raise CannotStep(NOT_NOW)
    row = next((row for row in rows if role in row.actors), None)
    if row is None:
        raise CannotStep(NOT_YOU)
    for guard in row.guards:
        if not guard.holds(facts):
            raise CannotStep(guard.sentence)
    return row.to or state


def allowed(table: Sequence[Row[Facts]], state: str, role: Role | str) -> tuple[str, ...]:
    """Return what this actor may do now, in the order of the table."""
    found = (row.event for row in table if state in row.states and role in row.actors)
    return tuple(dict.fromkeys(found))
