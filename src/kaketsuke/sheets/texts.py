"""Reads separated text: in which encoding, and what separates?

Nothing is guessed by frequency. The marks at the beginning decide, then strict UTF-8, then strict
cp932 (what Excel on Windows writes; it knows 髙 and ①, which Shift_JIS does not).
"""

import codecs
import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from kaketsuke.sheets.faults import CannotRead, Why
from kaketsuke.sheets.rows import SheetRow

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WITHOUT_MARK: Final = ("utf-8", "cp932")
SEPARATORS: Final = (",", "\t", ";")
LONGEST_CELL: Final = 4_000
_CHUNK: Final = 2**16
_SAMPLE_ROWS: Final = 30


def rows(path: Path) -> Iterator[SheetRow]:
    """Yield the rows. Raises CannotRead, before the first row for a text that is none."""
    encoding = _encoding(path)
    separator = _separator(path, encoding)
    return _rows(path, encoding=encoding, separator=separator)


def _rows(path: Path, *, encoding: str, separator: str) -> Iterator[SheetRow]:
    csv.field_size_limit(LONGEST_CELL)
    with _opened(path, encoding) as stream:
        try:
            for line, cells in enumerate(csv.reader(stream, delimiter=separator), start=1):
                yield SheetRow(0, line, cells)
        except csv.Error as error:
            raise CannotRead(Why.CELL_TOO_LONG) from error


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="strict", newline="")


def _encoding(path: Path) -> str:
    """Decode the whole file once, so that no row is read of a text that turns out to be none."""
    with path.open("rb") as stream:
        begins = stream.read(3)
    marked = [name for mark, name in MARKS if begins.startswith(mark)]
    for name in marked or WITHOUT_MARK:
        if _decodes(path, name):
            return name
    raise CannotRead(Why.UNKNOWN_ENCODING)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    raise CannotRead(Why.NO_TABLE)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _separator(path: Path, encoding: str) -> str:
    """The separator that makes the most cells of the first rows; a comma if none does."""
    with _opened(path, encoding) as stream:
        sample = stream.read(_CHUNK)
    return max(SEPARATORS, key=lambda separator: _cells(sample, separator))


def _cells(sample: str, separator: str) -> int:
    csv.field_size_limit(_CHUNK * 2)
    try:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        return sum(len(each) for each in itertools.islice(reader, _SAMPLE_ROWS))
    except csv.Error:
        return 0
