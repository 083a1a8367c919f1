"""A long list is read a page at a time, and says how much of it there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.db.models import Model, QuerySet

SIZE: Final = 100
# Beyond so many rows nobody leafs: they are searched. It also bounds what counting costs.
MOST: Final = 10_000

Row = TypeVar("Row")
Other = TypeVar("Other")
Found = TypeVar("Found", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list: which page they are, and how many rows there are in all."""

    rows: list[Row]
    number: int = 1
    size: int = SIZE
    total: int = 0

    @property
    def first(self) -> int:
        """Return the place of the first row in the whole list, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Return the place of the last row."""
        return self.first + len(self.rows) - 1

    @property
    def is_whole(self) -> bool:
        """Return whether every row is on this page."""
        return self.total <= len(self.rows)

    @property
    def has_more(self) -> bool:
        """Return whether another page follows."""
        return self.last < min(self.total, MOST)

    @property
    def goes_beyond(self) -> bool:
        """Return whether there are more rows than are counted."""
        return self.total > MOST

    def showing(self, rows: list[Other]) -> "Page[Other]":
        """Return the same page with what its rows are shown as."""
        return Page(rows, self.number, self.size, self.total)


def page_of(found: "QuerySet[Found]", number: int, *, size: int = SIZE) -> Page[Found]:
    """Return a page of an ordered query, the nearest one to a number off its ends. Two queries."""
    total = found.order_by()[: MOST + 1].count()
    pages = max(1, -(-min(total, MOST) // size))
    number = min(max(number, 1), pages)
    rows = list(found[(number - 1) * size : number * size])
    return Page(rows, number, size, total)


def page_among(rows: Sequence[Other], number: int, *, size: int = SIZE) -> Page[Other]:
    """Return a page of rows that had to be read whole, because they come from several tables."""
    pages = max(1, -(-len(rows) // size))
    number = min(max(number, 1), pages)
    return Page(list(rows[(number - 1) * size : number * size]), number, size, len(rows))
