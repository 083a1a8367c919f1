"""Writes a table that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

# What spreadsheets take for the beginning of a formula.
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(text: str) -> str:
    """Return the text so that a spreadsheet shows it and does not calculate it."""
    return "'" + text if text.startswith(_STARTS_A_FORMULA) else text


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the rows as CSV in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([plain(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
