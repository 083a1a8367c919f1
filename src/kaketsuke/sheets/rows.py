"""One row of a sheet."""

from typing import NamedTuple


class SheetRow(NamedTuple):
    """Cells as text, with the sheet (from 0) and the row (from 1) as a person counts it."""

    sheet: int
    line: int
    cells: list[str]
