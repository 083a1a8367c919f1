"""Reads a day as people write it: ISO, slashes, Japanese eras, or a serial number."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

# The year before the first of each era.
ERAS: Final = {
    "令和": 2018, "R": 2018, "平成": 1988, "H": 1988,
    "昭和": 1925, "S": 1925, "大正": 1911, "T": 1911,
}  # fmt: skip
_SEPARATED: Final = re.compile(
    r"(令和|平成|昭和|大正|[RHST])?\.?(\d{1,4}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WEEKDAY: Final = re.compile(r"\([月火水木金土日]\)")
# Days since 1899-12-30, as spreadsheets count; from 1954 to 2118.
_SERIAL: Final = range(20_000, 80_000)
_FIRST_SERIAL_DAY: Final = date(1899, 12, 30)
_YEARS: Final = range(1900, 2200)


def day(text: str) -> date:
    """Return the day. Raises ValueError for what is none."""
    folded = "".join(unicodedata.normalize("NFKC", text).upper().split())
    folded = _WEEKDAY.sub("", folded)
    if folded.isdecimal() and len(folded) == 5 and int(folded) in _SERIAL:
        return _FIRST_SERIAL_DAY + timedelta(days=int(folded))
    found = _DIGITS.fullmatch(folded)
    if found:
        return _within(int(found[1]), int(found[2]), int(found[3]))
    found = _SEPARATED.fullmatch(folded)
    if found is None:
        raise ValueError(folded)
    era, year, month, of_month = found.groups()
    number = 1 if year == "元" else int(year)
    if era is None and (year == "元" or len(year) != 4):
        raise ValueError(folded)
    return _within(number + ERAS.get(era, 0), int(month), int(of_month))


def _within(year: int, month: int, of_month: int) -> date:
    if year not in _YEARS:
        raise ValueError(year)
    return date(year, month, of_month)
