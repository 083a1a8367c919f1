"""Tables are read as they are, in every encoding people send, and bombs harm nobody."""

import codecs
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kaketsuke.sheets import reading
from kaketsuke.sheets.faults import CannotRead, Why

TABLE = "部屋番号,氏名\r\n203,髙橋 花子①\r\n"


def written(tmp_path: Path, content: bytes, name: str = "roster.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def cells(path: Path) -> list[list[str]]:
    return [row.cells for row in reading.rows(path)]


def why(path: Path) -> Why:
    with pytest.raises(CannotRead) as caught:
        list(reading.rows(path))
    return caught.value.why


def book(path: Path, fill: Any) -> Path:
    with xlsxwriter.Workbook(path) as opened:
        fill(opened)
    return path


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("cp932"),
        codecs.BOM_UTF16_LE + TABLE.replace(",", "\t").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.replace("\r\n", "\n").replace(",", ";").encode(),
    ],
    ids=["utf-8", "utf-8 marked", "cp932", "utf-16 le", "utf-16 be", "semicolons"],
)
def test_every_encoding_and_separator_gives_the_same_cells(content: bytes, tmp_path: Path):
    assert cells(written(tmp_path, content)) == [["部屋番号", "氏名"], ["203", "髙橋 花子①"]]


def test_rows_are_counted_as_a_person_counts_them(tmp_path: Path):
    path = written(tmp_path, b'a,b\n\n"two\nlines",c\n')
    assert [row.line for row in reading.rows(path)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Why.EMPTY),
        (b"\xff\xfe\x00", Why.UNKNOWN_ENCODING),
        (b"\x81\x00\xfd\xfe,\xa0", Why.UNKNOWN_ENCODING),
        (b"a,b\x00\n", Why.NO_TABLE),
        (b"%PDF-1.7 ...", Why.NO_TABLE),
        (b"PK\x03\x04 no archive", Why.NO_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Why.OLD_OR_LOCKED),
        (b'a,"' + b"x" * 5000 + b"\n", Why.CELL_TOO_LONG),
    ],
)
def test_what_is_no_table_is_told_apart(content: bytes, reason: Why, tmp_path: Path):
    assert why(written(tmp_path, content)) == reason


def test_a_workbook_gives_what_a_person_typed(tmp_path: Path):
    def fill(opened: Any) -> None:
        sheet = opened.add_worksheet("名簿")
        sheet.write_row(1, 1, ["部屋", "電話", "入居", "誤り"])
        sheet.write_row(2, 1, [203, "090-0000-0001"])
        sheet.write_datetime(2, 3, date(2026, 4, 1), opened.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_formula(2, 4, "=1/0", None, "#DIV/0!")
        sheet.merge_range(3, 1, 4, 1, "305")
        sheet.write(3, 2, 9000000002)
        sheet.write(4, 2, 12.5)
        opened.add_worksheet("裏").write(0, 0, "見えない")
        opened.get_worksheet_by_name("裏").hide()

    found = list(reading.rows(book(tmp_path / "roster.xlsx", fill)))
    assert {row.sheet for row in found} == {0}
    assert [(row.line, row.cells) for row in found if any(row.cells)] == [
        (2, ["部屋", "電話", "入居", "誤り"]),
        (3, ["203", "090-0000-0001", "2026-04-01", ""]),
        (4, ["305", "9000000002", "", ""]),
        (5, ["305", "12.5", "", ""]),
    ]


def test_two_far_corners_do_not_take_the_machine_along(tmp_path: Path):
    def fill(opened: Any) -> None:
        sheet = opened.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1048575, 16383, "b")

    assert why(book(tmp_path / "corners.xlsx", fill)) == Why.UNPACKS_TOO_LARGE


def test_what_unpacks_too_large_is_not_unpacked(tmp_path: Path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (201 * 2**20))
    assert why(path) == Why.UNPACKS_TOO_LARGE


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml"])
def test_another_archive_is_no_workbook(part: str, tmp_path: Path):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, b"<x/>")
    assert why(path) == Why.NO_TABLE
