"""Which figure holds on a day? The dated numbers that the rules point at; no rule has its own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

_SOURCE: Final = Path(__file__).with_name("figures.toml")


class FigureUnknown(ValueError):
    """No value of the figure is known for the day."""

    def __init__(self, name: str, on: date) -> None:
        """Keep figure and day."""
        super().__init__(f"no {name.replace('_', ' ')} is known for {on.isoformat()}")
        self.name = name
        self.on = on


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, the days on which it holds (half-open), and the clause or law it comes from."""

    name: str
    value: int
    valid_from: date | None
    valid_until: date | None
    clause: str | None
    note: str

    def holds(self, on: date) -> bool:
        """Whether the figure holds on the day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on < self.valid_until)


def _load() -> Mapping[str, tuple[Figure, ...]]:
    return {
        name: tuple(
            Figure(
                name=name,
                value=row["value"],
                valid_from=row.get("from"),
                valid_until=row.get("until"),
                clause=row.get("clause"),
                note=row["note"],
            )
            for row in rows
        )
        for name, rows in tomllib.loads(_SOURCE.read_text(encoding="utf-8")).items()
    }


TABLE: Final = _load()


def figure(name: str, *, on: date) -> Figure:
    """The figure in force on the day.

    Raises FigureUnknown for a day before (or between) its values.
    """
    for row in TABLE[name]:
        if row.holds(on):
            return row
    raise FigureUnknown(name, on)


def free_minutes(on: date) -> int:
    """Minutes of work without charge (A1.3)."""
    return figure("free_minutes", on=on).value


def tax_percent(on: date) -> int:
    """The consumption tax in whole percent.

    Raises FigureUnknown before the tax began.
    """
    return figure("consumption_tax_percent", on=on).value


def tax_rate(on: date) -> Decimal:
    """The consumption tax as a rate, such as 0.1; amounts are computed from the whole percent.

    Raises FigureUnknown before the tax began.
    """
    return Decimal(tax_percent(on)) / 100


def tax_yen(amount_yen: int, *, on: date) -> int:
    """The tax on an amount, rounded down to whole yen once.

    Raises FigureUnknown before the tax began.
    """
    return amount_yen * tax_percent(on) // 100


def slight_negligence_cap_yen(on: date) -> int:
    """The most the company pays for slight negligence, tax included (4.2).

    Raises FigureUnknown before the tax began.
    """
    base_yen = figure("slight_negligence_cap_base_yen", on=on).value
    return base_yen + tax_yen(base_yen, on=on)
