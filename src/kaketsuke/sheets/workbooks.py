"""Reads an .xlsx in a process of its own: a few kilobytes can ask for half a terabyte."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kaketsuke.sheets import opened
from kaketsuke.sheets.faults import CannotRead, Why
from kaketsuke.sheets.rows import SheetRow

# An honest file of 100,000 rows unpacks to about 50 MB.
LARGEST_UNPACKED_BYTES: Final = 200 * 2**20
MOST_PARTS: Final = 2_000
_WORKBOOK: Final = "xl/workbook.xml"


def rows(path: Path) -> Iterator[SheetRow]:
    """Yield the rows of the visible sheets. Raises CannotRead."""
    _refuse_what_unpacks_too_large(path)
    return _rows(path)


def _refuse_what_unpacks_too_large(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise CannotRead(Why.NO_TABLE) from error
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > LARGEST_UNPACKED_BYTES:
        raise CannotRead(Why.UNPACKS_TOO_LARGE)
    if _WORKBOOK not in {each.filename for each in parts}:
        raise CannotRead(Why.NO_TABLE)


def _rows(path: Path) -> Iterator[SheetRow]:
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", opened.__name__, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
    )
    try:
        assert child.stdout is not None  # noqa: S101 - a pipe was asked for
        for text in child.stdout:
            sheet, line, cells = json.loads(text)
            yield SheetRow(sheet, line, cells)
        code = child.wait()
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
    if code:
        raise CannotRead(Why.NO_TABLE if code == opened.NO_WORKBOOK else Why.UNPACKS_TOO_LARGE)
