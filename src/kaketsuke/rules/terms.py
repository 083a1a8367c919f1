"""What does a written version of the terms say? Reads an 重要事項説明書 as text into its clauses.

A number that is left out or comes twice is never passed over: the decisions cite clauses by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from kaketsuke.rules import clauses, contacts, printed
from kaketsuke.rules.clauses import Clause, Item, ParsedTerms, Section

_TITLE_WORD: Final = "重要事項説明書"
_SERVICE_WORD: Final = re.compile("駆け?(?:付|つ)け")
_APPENDIX_NAMED: Final = re.compile(r"別紙\s*(\d{1,2})")
_COMPANY: Final = re.compile(r"(?:株式|有限|合同|合資|合名)会社|法人|\([株有]\)")

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
    if "\0" in text:
        msg = "the text holds a null character, which no document has"
        raise NotTheTerms(msg)
    lines = printed.lines(text)
    if not _SERVICE_WORD.search(text):
        msg = "the text does not speak of the emergency service (駆け付け)"
        raise NotTheTerms(msg)
    title, rest = _title(lines)
    reading = _Reading(width=max(map(len, lines)))
    for line, following in pairwise([*rest, ""]):
        reading.take(line, following=following)
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

    def take(self, line: str, *, following: str) -> None:
        """Put one line where it belongs; `following` is the line after it."""
        folded = printed.folded(line)
        if self._starts_part(line, folded, following) or self._ends_clauses(folded):
            return
        if self._parts and (self._starts_clause(folded, line) or self._starts_item(folded, line)):
            return
        self._continues(line, folded)

    def _starts_part(self, line: str, folded: str, following: str) -> bool:
        if appendix := printed.APPENDIX.match(folded):
            number = appendix[1] or str(1 + sum(part.id[0] == "A" for part in self._parts))
            self._begin(f"A{number}", (appendix[2] or "").strip() or folded)
            return True
        if self._in_appendix():
            return False
        heading = printed.heading(line)
        if heading is None and (not self._parts or self._parts[-1].entries):
            heading = printed.unmarked_heading(line, following=following)
        if heading is None:
            return False
        self._begin(str(len(self._parts) + 1), heading)
        return True

    def _in_appendix(self) -> bool:
        return bool(self._parts) and self._parts[-1].id[0] == "A"

    def _begin(self, part_id: str, heading: str) -> None:
        if any(part.id == part_id or part.heading == heading for part in self._parts):
            msg = f"the part headed {heading} comes twice"
            raise NotTheTerms(msg)
        self._parts.append(_Part(part_id, heading))
        self._open = None
        self._companies_follow = False

    def _ends_clauses(self, folded: str) -> bool:
        """The closing words, the version date and contact lines end the clause before them."""
        if printed.END.match(folded):
            self._open = None
            return True
        if self._version_date is None and (found := _version_date(folded)):
            self._version_date = found
            self._open = None
            self._companies_follow = True
            return True
        if contacts.LABEL.match(folded):
            self._open = None
            self._companies_follow = False
        return False

    def _starts_clause(self, folded: str, line: str) -> bool:
        found = printed.NUMBERED.match(folded)
        if not found:
            return False
        part = self._parts[-1]
        due = len(part.entries) + 1
        if int(found[1]) < due and self._open is None:
            return False
        _require_due(part.id, int(found[1]), due=due)
        self._open = _Entry(f"{part.id}.{due}", [_after(line, folded, found)])
        part.entries.append(self._open)
        return True

    def _starts_item(self, folded: str, line: str) -> bool:
        if self._open is None:
            return False
        clause = self._parts[-1].entries[-1]
        due = len(clause.items) + 1
        bullet = printed.bullet(line, in_appendix=self._in_appendix())
        if ground := printed.GROUND.match(folded):
            _require_due(clause.id, int(ground[1]), due=due)
            text = _after(line, folded, ground)
        elif bullet is not None:
            text = bullet
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
        elif self._companies_follow and not printed.REMARK.match(folded):
            self._company_lines.append(line)
        else:
            self._companies_follow = False
            self._notes.append(line)

    def finish(self, *, title: str) -> ParsedTerms:
        """The tree of everything taken."""
        if self._version_date is None:
            msg = "the date of the version (内容現在 …年…月…日) is missing"
            raise NotTheTerms(msg)
        if any(printed.NUMBERED.match(printed.folded(line)) for line in self._preamble):
            msg = "no numbered clauses were found under a heading: the first heading is missing"
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
        names = (name.strip() for name in re.split("[、,，;；/／]", joined))
        return tuple(name for name in names if _COMPANY.search(printed.folded(name)))


def _require_due(parent: str, number: int, *, due: int) -> None:
    """A number left out, repeated or begun anew would move every id behind it."""
    if number > due:
        msg = f"clause {parent}.{due} is missing: {number} follows {due - 1}"
        raise NotTheTerms(msg)
    if number < due:
        msg = f"number {number} follows {parent}.{due - 1}: it comes twice, or a heading is missing"
        raise NotTheTerms(msg)


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


def _version_date(folded: str) -> str | None:
    try:
        return printed.version_date(folded)
    except ValueError as fault:
        msg = f"the date of the version is no day of the calendar: {fault}"
        raise NotTheTerms(msg) from None


def _require_whole(parsed: ParsedTerms, *, text: str) -> None:
    """A page left out must not pass for a shorter document."""
    if not parsed.sections or not all(section.clauses for section in parsed.sections):
        msg = "no numbered clauses were found under a heading"
        raise NotTheTerms(msg)
    present = {section.id for section in parsed.appendices}
    for number in _APPENDIX_NAMED.findall(printed.folded(text)):
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
