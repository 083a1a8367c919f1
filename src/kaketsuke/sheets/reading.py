"""Reads a file as rows of text, whatever its name says it is: the first bytes decide."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kaketsuke.sheets import texts, workbooks
from kaketsuke.sheets.faults import CannotRead, Why
from kaketsuke.sheets.rows import SheetRow

LARGEST_BYTES: Final = 64 * 2**20
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


def rows(path: Path) -> Iterator[SheetRow]:
    """Yield every row of every visible sheet, with the number that a person sees beside it.

    Memory does not grow with the number of rows. Raises: CannotRead, at once or on the way.
    """
    size = path.stat().st_size
    if not path.is_file() or size == 0:
        raise CannotRead(Why.EMPTY)
    if size > LARGEST_BYTES:
        raise CannotRead(Why.TOO_LARGE)
    with path.open("rb") as stream:
        begins = stream.read(4)
    if begins == _ZIP:
        return workbooks.rows(path)
    if begins == _OLE:
        # Both the spreadsheets of before 2007 and everything under a password look like this.
        raise CannotRead(Why.OLD_OR_LOCKED)
    if begins == _PDF:
        raise CannotRead(Why.NO_TABLE)
    return texts.rows(path)
