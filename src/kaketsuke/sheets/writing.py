"""Writes a table that a spreadsheet opens without running anything in it: CSV and XLSX."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

import xlsxwriter

# What spreadsheets take for the beginning of a formula; Japanese ones read wide signs as well.
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int


def plain(cell: Cell) -> Cell:
    """Return the cell so that a spreadsheet shows it and does not calculate it."""
    if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as CSV in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (header, *rows):
        writer.writerow([plain(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return one sheet; every text stays text, every number a number."""
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
