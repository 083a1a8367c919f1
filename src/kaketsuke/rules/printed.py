"""What marks a line of a printed document? Its lines out of a PDF, and the marks they begin with.

Lines are broken anywhere, blank lines and page breaks fall between any two of them, digits may be
full-width, and a mark may be of a private font, stand alone on its line, or be lost.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

NUMBERED: Final = re.compile(r"^(\d{1,2})[.](?!\d)\s*(.*)$")
APPENDIX: Final = re.compile(r"^別紙\s*(\d{1,2})?\s*(?:\((.+)\))?$")
END: Final = re.compile(r"^以\s*上$")
REMARK: Final = re.compile(r"^[※*]")
# What a sentence goes on with where its line was broken before a reference such as (2).
GROUND: Final = re.compile(r"^\((\d{1,2})\)\s*((?![のにをはがとでか、,号項及又]).*)$")

_HEADING_MARK: Final = "\ue000-\uf8ff■□◆◇●○◎◼◾▪▶►➢➤"
_HEADING: Final = re.compile(rf"^[{_HEADING_MARK}]+\s*(\S.*)$")
_LONE_MARK: Final = re.compile(rf"^(?:[{_HEADING_MARK}]+|(?:内容)?現在)$")
_UNKNOWN_MARK: Final = re.compile(r"^(?:[^\w(「『]+|[A-Za-zØ]\s)\s*")
_BULLET: Final = re.compile(r"^(?:[・•‣◦∙]\s*|[-‐–—]\s+)(?!\d)(.+)$")
_SENTENCE_END: Final = re.compile(r"[。、,.:;]$")
_LONGEST_HEADING: Final = 40
_PAGE_NUMBER: Final = re.compile(r"^[-–— ]*\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*ページ)?[-–— ]*$")

_DAY: Final = r"(?:(\d{4})|令和\s*(\d{1,2}|元))\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?"
_VERSION: Final = re.compile(rf"(?:内容)?現在\s*{_DAY}|{_DAY}\s*(?:内容)?現在")
_YEAR_BEFORE_REIWA: Final = 2018


def lines(text: str) -> list[str]:
    """The lines that say something, a lone mark joined to the line that it stands before."""
    made: list[str] = []
    mark = ""
    for raw in re.split(r"[\r\n\f\v\u2028\u2029]+", text.removeprefix("\ufeff")):
        line = _counted(raw.replace("\u3000", " ").replace("\xa0", " ").strip(" \t\u200b"))
        if not line or _PAGE_NUMBER.match(line):
            continue
        if _LONE_MARK.match(line):
            mark = line
            continue
        made.append(f"{mark} {line}".lstrip())
        mark = ""
    return made


def _counted(line: str) -> str:
    """A number in a circle or in one character with its brackets, as the brackets write it."""
    number = unicodedata.normalize("NFKC", line[:1]).strip("()")
    if not number.isdecimal() or line[0].isdecimal():
        return line
    return f"({number}) {line[1:].lstrip()}"


def folded(line: str) -> str:
    """The line with its full-width letters, digits and brackets as plain ones."""
    return unicodedata.normalize("NFKC", line)


def heading(line: str) -> str | None:
    """The words of a heading that carries its mark."""
    found = _HEADING.match(line)
    return found[1].strip() if found else None


def unmarked_heading(line: str, *, following: str) -> str | None:
    """The words of a heading that lost its mark: no sentence, and clause 1 comes next."""
    number = NUMBERED.match(folded(following))
    words = _UNKNOWN_MARK.sub("", line).strip("【】 ")
    if number is None or int(number[1]) != 1 or not 0 < len(words) <= _LONGEST_HEADING:
        return None
    if _SENTENCE_END.search(folded(line)) or NUMBERED.match(folded(line)):
        return None
    return words


def bullet(line: str, *, in_appendix: bool) -> str | None:
    """The words behind a bullet; an appendix has no headings, so their marks are bullets there."""
    found = _BULLET.match(folded(line)[:1] + line[1:])
    if found is None and in_appendix:
        found = _HEADING.match(line)
    return found[1].strip() if found else None


def version_date(line: str) -> str | None:
    """The day as of which the document speaks, as ISO date.

    Raises ValueError, saying the day, where it is no day of the calendar.
    """
    found = _VERSION.search(line)
    if found is None:
        return None
    western, reiwa, month, day = found.groups()[:4] if found[3] else found.groups()[4:]
    year = int(western) if western else _YEAR_BEFORE_REIWA + (1 if reiwa == "元" else int(reiwa))
    try:
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        raise ValueError(f"{year}-{month}-{day}") from None
