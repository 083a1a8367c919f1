"""The process that opens a workbook: little memory, little time, one JSON array a row.

`python -m kaketsuke.sheets.opened FILE`. What goes wrong ends this process and nothing else.
"""

import json
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final

MEMORY_BYTES: Final = 2**30
CPU_SECONDS: Final = 60
NO_WORKBOOK: Final = 3
_EXACT: Final = 2.0**53
Merge = tuple[tuple[int, int], tuple[int, int]]


def limit() -> None:
    """Take away what a bomb would need, before anything is opened."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def words(value: object) -> str:
    """Return a cell as a person would type it: a whole number without its .0, a date as ISO.

    A cell with an error is empty here, as the library gives it.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def filled(
    rows: Iterable[Sequence[object]], *, merges: Sequence[Merge], first_column: int
) -> Iterator[list[str]]:
    """Yield the rows as text, each merged block filled with the value of its first cell."""
    waiting = sorted(merges, reverse=True)
    live: list[tuple[Merge, str]] = []
    for number, row in enumerate(rows):
        cells = [words(value) for value in row]
        live = [(merge, text) for merge, text in live if merge[1][0] >= number]
        while waiting and waiting[-1][0][0] <= number:
            merge = waiting.pop()
            column = merge[0][1] - first_column
            if 0 <= column < len(cells):
                live.append((merge, cells[column]))
        for ((_top, left), (_bottom, right)), text in live:
            for column in range(left - first_column, min(right - first_column + 1, len(cells))):
                cells[column] = cells[column] or text
        yield cells


def main(name: str) -> int:
    """Print every row of every visible sheet."""
    limit()
    import python_calamine  # noqa: PLC0415 - only once the limits hold

    write = sys.stdout.write
    try:
        book: Any = python_calamine.load_workbook(name)
        visible = python_calamine.SheetVisibleEnum.Visible
        names = [each.name for each in book.sheets_metadata if each.visible == visible]
        for number, sheet_name in enumerate(names):
            sheet = book.get_sheet_by_name(sheet_name)
            first = sheet.start[1] if sheet.start else 0
            merges = sheet.merged_cell_ranges or []
            rows = filled(sheet.iter_rows(), merges=merges, first_column=first)
            for line, cells in enumerate(rows, start=1):
                write(json.dumps([number, line, cells]) + "\n")
        sys.stdout.flush()
    except (python_calamine.CalamineError, OSError, ValueError):
        return NO_WORKBOOK
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
