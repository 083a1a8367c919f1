"""Rows as files: what a spreadsheet would run stays text."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from kaketsuke.sheets import writing

EVIL = ["=1+1", "+81", "-5", "@SUM(A1)", "\tx", "＝1+1", "＋81", "－5", "＠SUM(A1)"]


@pytest.mark.parametrize("typed", EVIL)
def test_a_text_that_begins_like_a_command_is_no_command(typed):
    assert writing.csv_bytes(["a"], [[typed]]).decode("utf-8-sig").splitlines()[1] == f"'{typed}"
    book = writing.xlsx_bytes("x", ["a"], [[typed]])
    read = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert read[1][0] == typed


def test_amounts_stay_numbers():
    assert writing.csv_bytes(["a"], [[-500]]).decode("utf-8-sig").splitlines()[1] == "-500"
