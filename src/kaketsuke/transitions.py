"""How a table of transitions is written and read: rows as data, guards as sentences. Pure.

What a thing may go through stands in its room's `lifecycle.py`; what "may" means stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

Facts = TypeVar("Facts")


def gettext_noop(words: str) -> str:
    """Mark words for the translators; the page translates them."""
    return words


class CannotStep(Exception):
    """The step is not in the table, or a guard does not hold; `sentence` says what to do.

    `field` names what has to be said otherwise, where it is one thing that was said.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        """Keep the Japanese sentence, which is its own key for translation."""
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


NOT_NOW: Final = gettext_noop(
    "いまの状態ではできません。画面を読み直して、現在の状態をご確認ください。"
)
NOT_YOU: Final = gettext_noop("この操作はあなたの役割ではできません。担当の方へ依頼してください。")


@dataclass(frozen=True)
class Guard(Generic[Facts]):
    """A condition, the sentence for whoever runs into it, and the field that it speaks of."""

    sentence: str
    holds: Callable[[Facts], bool]
    field: str = ""


@dataclass(frozen=True)
class Row(Generic[Facts]):
    """One row of a table: from which states, by whom, where it leads.

    `to` None stays where it was. `where` chooses among rows of one pair; all `guards` must hold.
    `outcome` is what the thing came to, where a row ends it.
    """

    states: Collection[str]
    event: str
    actors: Collection[str]
    to: str | Callable[[Facts], str] | None
    guards: Sequence[Guard[Facts]] = ()
    outcome: str | None = None
    where: Callable[[Facts], bool] | None = None

    def leads_to(self, state: str, facts: Facts) -> str:
        """Return the state after this row, from that state."""
        if self.to is None:
            return state
        return self.to(facts) if callable(self.to) else self.to


Table = Sequence[Row[Facts]]


def rows_of(table: Table[Facts], state: str, event: str) -> tuple[Row[Facts], ...]:
    """Return the rows of one pair, in the order in which they are tried."""
    return tuple(row for row in table if row.event == event and state in row.states)


def listed(table: Table[Facts], state: str, event: str, role: str) -> bool:
    """Return whether the table names this actor for this pair."""
    return any(role in row.actors for row in rows_of(table, state, event))


def allowed(table: Table[Facts], state: str, role: str) -> tuple[str, ...]:
    """Return what this actor may do now, in the order of the table."""
    found = (row.event for row in table if state in row.states and role in row.actors)
    return tuple(dict.fromkeys(found))


def row_for(
    table: Table[Facts],
    state: str,
    event: str,
    role: str,
    facts: Facts,
    *,
    unclear: str = NOT_NOW,
) -> Row[Facts]:
    """Return the row that the event takes; `unclear` is said where the facts choose none.

    Raises CannotStep when the table does not list it for this actor or a guard does not hold.
    """
    rows = rows_of(table, state, event)
    if not rows:
        raise CannotStep(NOT_NOW)
    own = [row for row in rows if role in row.actors]
    if not own:
        raise CannotStep(NOT_YOU)
    row = next((row for row in own if row.where is None or row.where(facts)), None)
    if row is None:
        raise CannotStep(unclear)
    for guard in row.guards:
        if not guard.holds(facts):
            raise CannotStep(guard.sentence, field=guard.field)
    return row


def step(table: Table[Facts], state: str, event: str, role: str, facts: Facts) -> str:
    """Return where the event leads. Raises CannotStep as `row_for` does."""
    return row_for(table, state, event, role, facts).leads_to(state, facts)
