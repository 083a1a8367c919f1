"""Rows of the books as files that spreadsheets open: CSV and XLSX. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

import xlsxwriter

# A spreadsheet would run a cell that begins with one of these.
COMMANDS: Final = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return UTF-8 with its mark; a text that a spreadsheet would run begins with an apostrophe."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return one sheet; every text stays text."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        page = book.add_worksheet(title)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(header):
            page.write_string(0, column, name, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(line, column, cell)
                else:
                    page.write_string(line, column, cell)
        page.freeze_panes(1, 0)
        page.set_column(0, len(header) - 1, 16)
    return written.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(COMMANDS) else cell
