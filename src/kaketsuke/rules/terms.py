"""What does a written version of the terms say? Reads an 重要事項説明書 as text into its clauses.

The text comes out of a PDF: lines are broken anywhere, blank lines and page breaks fall between
any two of them, headings carry a bullet of a private font, digits may be full-width.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from kaketsuke.rules import clauses, contacts
from kaketsuke.rules.clauses import Clause, Item, ParsedTerms, Section

_TITLE_WORD: Final = "重要事項説明書"
_SERVICE_WORD: Final = re.compile("駆け?(?:付|つ)け")
_HEADING: Final = re.compile(r"^[\ue000-\uf8ff■□◆◇●○▪▶]+\s*(\S.*)$")
_NUMBERED: Final = re.compile(r"^(\d{1,2})[.](?!\d)\s*(.*)$")
_GROUND: Final = re.compile(r"^\((\d{1,2})\)\s*(.*)$")
_BULLET: Final = re.compile(r"^[・•]\s*(.+)$")
_PAGE_NUMBER: Final = re.compile(r"^[-–— ]*\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*ページ)?[-–— ]*$")
_APPENDIX: Final = re.compile(r"^別紙\s*(\d{1,2})?\s*(?:\((.+)\))?$")
_APPENDIX_NAMED: Final = re.compile(r"別紙\s*(\d{1,2})")
_END: Final = re.compile(r"^以\s*上$")
_VERSION: Final = re.compile(
    r"(?:内容)?現在\s*(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日"
    r"|(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日\s*(?:内容)?現在"
)
_COMPANY: Final = re.compile(r"(?:株式|有限|合同|合資|合名)会社|法人")
_REMARK: Final = re.compile(r"^[※*]")

# A line this full was broken by the width of the page, not by its author.
_FULL_LINE: Final = 0.9


class NotTheTerms(ValueError):
    """The text is no such document, or not the whole of it; the sentence says what is missing."""


@dataclass(slots=True)
class _Entry:
    """A clause or item while its lines are being collected."""

    id: str
    lines: list[str]
    items: list[_Entry] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """A section or appendix while its clauses are being collected."""

    id: str
    heading: str
    entries: list[_Entry] = field(default_factory=list)


def read(raw: bytes) -> ParsedTerms:
    """The clause tree of a file as it is.

    Raises NotTheTerms where it is no UTF-8 text or no such document.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        msg = "the file is not UTF-8 text"
        raise NotTheTerms(msg) from None
    return parse(text)


def parse(text: str) -> ParsedTerms:
    """The clause tree of the text of an 重要事項説明書.

    Raises NotTheTerms where the text is no such document or lacks a part of one.
    """
    tidied = map(_tidy, _split(text))
    lines = [line for line in tidied if line and not _PAGE_NUMBER.match(line)]
    if not _SERVICE_WORD.search(text):
        msg = "the text does not speak of the emergency service (駆け付け)"
        raise NotTheTerms(msg)
    title, rest = _title(lines)
    reading = _Reading(width=max(map(len, lines)))
    for line in rest:
        reading.take(line)
    parsed = reading.finish(title=title)
    _require_whole(parsed, text=text)
    return parsed


class _Reading:
    """Goes through the lines once, knowing which clause the next line belongs to."""

    def __init__(self, *, width: int) -> None:
        self._full = int(width * _FULL_LINE)
        self._preamble: list[str] = []
        self._parts: list[_Part] = []
        self._open: _Entry | None = None
        self._version_date: str | None = None
        self._company_lines: list[str] = []
        self._companies_follow = False
        self._notes: list[str] = []

    def take(self, line: str) -> None:
        """Put one line where it belongs."""
        folded = unicodedata.normalize("NFKC", line)
        if self._starts_part(line, folded) or self._ends_clauses(folded):
            return
        if self._parts and (self._starts_clause(folded, line) or self._starts_item(folded, line)):
            return
        self._continues(line, folded)

    def _starts_part(self, line: str, folded: str) -> bool:
        if appendix := _APPENDIX.match(folded):
            number = appendix[1] or str(1 + sum(part.id[0] == "A" for part in self._parts))
            self._begin(f"A{number}", (appendix[2] or "").strip() or folded)
            return True
        if heading := _HEADING.match(line):
            count = sum(part.id[0] != "A" for part in self._parts)
            self._begin(str(count + 1), heading[1].strip())
            return True
        return False

    def _begin(self, part_id: str, heading: str) -> None:
        self._parts.append(_Part(part_id, heading))
        self._open = None
        self._companies_follow = False

    def _ends_clauses(self, folded: str) -> bool:
        """The closing words, the version date and contact lines end the clause before them."""
        if _END.match(folded):
            self._open = None
            return True
        if self._version_date is None and (found := _VERSION.search(folded)):
            self._version_date = _iso(found)
            self._open = None
            self._companies_follow = True
            return True
        if contacts.LABEL.match(folded):
            self._open = None
            self._companies_follow = False
        return False

    def _starts_clause(self, folded: str, line: str) -> bool:
        found = _NUMBERED.match(folded)
        part = self._parts[-1]
        due = len(part.entries) + 1
        if not found or int(found[1]) < due:
            return False
        if int(found[1]) > due:
            msg = f"clause {part.id}.{due} is missing: {found[1]} follows {due - 1}"
            raise NotTheTerms(msg)
        self._open = _Entry(f"{part.id}.{due}", [_after(line, folded, found)])
        part.entries.append(self._open)
        return True

    def _starts_item(self, folded: str, line: str) -> bool:
        if self._open is None:
            return False
        clause = self._parts[-1].entries[-1]
        due = len(clause.items) + 1
        ground = _GROUND.match(folded)
        if ground and int(ground[1]) == due:
            text = _after(line, folded, ground)
        elif bullet := _BULLET.match(line):
            text = bullet[1]
        else:
            return False
        self._open = _Entry(f"{clause.id}.{due}", [text])
        clause.items.append(self._open)
        return True

    def _continues(self, line: str, folded: str) -> None:
        if self._open is not None:
            self._open.lines.append(line)
        elif not self._parts:
            self._preamble.append(line)
        elif self._companies_follow and not _REMARK.match(folded):
            self._company_lines.append(line)
        else:
            self._companies_follow = False
            self._notes.append(line)

    def finish(self, *, title: str) -> ParsedTerms:
        """The tree of everything taken."""
        if self._version_date is None:
            msg = "the date of the version (内容現在 …年…月…日) is missing"
            raise NotTheTerms(msg)
        parts = [self._section(part) for part in self._parts]
        return ParsedTerms(
            title=title,
            version_date=self._version_date,
            sections=tuple(part for part in parts if part.id[0] != "A"),
            appendices=tuple(part for part in parts if part.id[0] == "A"),
            companies=self._companies(),
            contacts=contacts.contacts_in(parts, notes=self._notes),
            preamble=_join(self._preamble),
            notes=tuple(self._notes),
        )

    def _section(self, part: _Part) -> Section:
        made = []
        for entry in part.entries:
            items = tuple(Item(item.id, self._text(part, item)) for item in entry.items)
            made.append(Clause(entry.id, self._text(part, entry), items))
        return Section(part.id, part.heading, tuple(made))

    def _text(self, part: _Part, entry: _Entry) -> str:
        """Body clauses are one paragraph; an appendix keeps the lines its author broke."""
        if part.id[0] != "A":
            return _join([line for line in entry.lines if line])
        lines = [line for line in entry.lines if line]
        paragraphs = lines[:1]
        for before, line in pairwise(lines):
            if len(before) >= self._full:
                paragraphs[-1] = _join([paragraphs[-1], line])
            else:
                paragraphs.append(line)
        return "\n".join(paragraphs)

    def _companies(self) -> tuple[str, ...]:
        joined = ""
        for line in self._company_lines:
            joined += line if len(line) >= self._full else line + "、"
        names = (name.strip() for name in re.split("[、,，]", joined))
        return tuple(name for name in names if _COMPANY.search(name))


def _split(text: str) -> list[str]:
    return re.split(r"[\r\n\f\v\u2028\u2029]+", text.removeprefix("\ufeff"))


def _tidy(line: str) -> str:
    return line.replace("\u3000", " ").replace("\xa0", " ").strip(" \t\u200b")


def _title(lines: list[str]) -> tuple[str, list[str]]:
    """The title runs from the first line to the one that names the kind of document."""
    for at, line in enumerate(lines[:10]):
        if _TITLE_WORD in line:
            return _join(lines[: at + 1]), lines[at + 1 :]
    msg = f"the title ({_TITLE_WORD}) is missing"
    raise NotTheTerms(msg)


def _join(lines: list[str]) -> str:
    """Japanese joins without a space; two Latin words keep one between them."""
    joined = ""
    for line in lines:
        gap = joined[-1:].isascii() and joined[-1:].isalnum() and line[0].isascii()
        joined += f" {line}" if gap and line[0].isalnum() else line
    return joined


def _after(line: str, folded: str, marker: re.Match[str]) -> str:
    """The line behind its number, as written where folding kept the number of characters."""
    if len(line) == len(folded):
        return line[marker.start(2) :]
    tail = re.sub(r"^[(（]?[0-9０-９]{1,2}[)）.．]\s*", "", line)
    return tail.strip()


def _iso(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        msg = f"the date of the version is no day of the calendar: {year}-{month}-{day}"
        raise NotTheTerms(msg) from None


def _require_whole(parsed: ParsedTerms, *, text: str) -> None:
    """A page left out must not pass for a shorter document."""
    if not parsed.sections or not all(section.clauses for section in parsed.sections):
        msg = "no numbered clauses were found under a heading"
        raise NotTheTerms(msg)
    present = {section.id for section in parsed.appendices}
    for number in _APPENDIX_NAMED.findall(unicodedata.normalize("NFKC", text)):
        if f"A{number}" not in present:
            msg = f"the text refers to 別紙{number}, which is missing"
            raise NotTheTerms(msg)


def render(parsed: ParsedTerms) -> str:
    """The terms as text that `parse` reads back to the same tree."""
    lines = [parsed.title, "", parsed.preamble, ""]
    for section in parsed.sections:
        lines += [f"■ {section.heading}", *_rendered(section), ""]
    lines += ["以上", _rendered_date(parsed.version_date), "、".join(parsed.companies), ""]
    labels = {"privacy": "個人情報に関する連絡先", "enquiries": "お問合せ先"}
    for contact in parsed.contacts:
        if contact.purpose in labels:
            hours = f"（受付時間 {contact.hours}）" if contact.hours else ""
            lines.append(f"{labels[contact.purpose]}：{contact.phone}{hours}")
    for appendix in parsed.appendices:
        lines += ["", f"別紙{appendix.id[1:]}（{appendix.heading}）", *_rendered(appendix), "以上"]
    return "\n".join([*lines, ""])


def _rendered(section: Section) -> list[str]:
    lines = []
    bullets = section.id[0] == "A"
    for number, clause in enumerate(section.clauses, start=1):
        lines.append(f"{number}. {clause.text}")
        for at, item in enumerate(clause.items, start=1):
            lines.append(f"・{item.text}" if bullets else f"({at}) {item.text}")
    return lines


def _rendered_date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"内容現在 {day.year}年{day.month}月{day.day}日"


def sample_text(language: clauses.Language = "ja") -> str:
    """The sample wording as a document."""
    return render(clauses.sample(language))
