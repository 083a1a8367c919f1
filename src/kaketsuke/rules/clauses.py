"""What are the terms made of? The clause tree, and the sample wording the product ships with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

Language = Literal["ja", "en"]

_SAMPLE: Final = Path(__file__).with_name("sample") / "terms.toml"


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered ground or a bullet under a clause."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause with what is listed under it."""

    id: str
    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of the document, or an appendix."""

    id: str
    heading: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A number to ring: `purpose` is dispatch, privacy or enquiries; unknown hours are None."""

    purpose: str
    phone: str
    hours: str | None


@dataclass(frozen=True, slots=True)
class ParsedTerms:
    """A version of the terms as a tree; `preamble` and `notes` belong to no clause."""

    title: str
    version_date: str
    sections: tuple[Section, ...]
    appendices: tuple[Section, ...]
    companies: tuple[str, ...]
    contacts: tuple[Contact, ...]
    preamble: str = ""
    notes: tuple[str, ...] = ()
    sample: bool = False

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every clause and item in the order of the document: id and text."""
        for section in (*self.sections, *self.appendices):
            for clause in section.clauses:
                yield clause.id, clause.text
                for item in clause.items:
                    yield item.id, item.text

    def text_of(self, clause_id: str) -> str | None:
        """The text of a clause or item, or None where this version has none of that id."""
        return dict(self.texts()).get(clause_id)

    def to_json(self) -> dict[str, Any]:
        """The tree as `terms parse --json` prints it."""
        return {
            "title": self.title,
            "version_date": self.version_date,
            "sections": [_section_to_json(section) for section in self.sections],
            "appendices": [_section_to_json(section) for section in self.appendices],
            "companies": list(self.companies),
            "contacts": [
                {"purpose": contact.purpose, "phone": contact.phone, "hours": contact.hours}
                for contact in self.contacts
            ],
        }


def _section_to_json(section: Section) -> dict[str, Any]:
    clauses = [
        {
            "id": clause.id,
            "text": clause.text,
            "items": [{"id": item.id, "text": item.text} for item in clause.items],
        }
        for clause in section.clauses
    ]
    return {"id": section.id, "heading": section.heading, "clauses": clauses}


@cache
def _source() -> Mapping[str, Any]:
    return tomllib.loads(_SAMPLE.read_text(encoding="utf-8"))


@cache
def sample(language: Language = "ja") -> ParsedTerms:
    """The sample wording, in the language asked for."""
    source = _source()
    sections = tuple(
        Section(row["id"], row[language], _clauses(row["id"], language))
        for row in source["sections"]
    )
    return ParsedTerms(
        title=source["title"][language],
        version_date=source["version_date"].isoformat(),
        sections=tuple(section for section in sections if section.id.isdigit()),
        appendices=tuple(section for section in sections if not section.id.isdigit()),
        companies=tuple(source["companies"]),
        contacts=tuple(Contact(**row) for row in source["contacts"]),
        preamble=source["preamble"][language],
        sample=source["sample"],
    )


def _clauses(section_id: str, language: Language) -> tuple[Clause, ...]:
    rows = [(row["id"].split("."), row) for row in _source()["clauses"]]
    return tuple(
        Clause(row["id"], row[language], _items(row["id"], language))
        for parts, row in rows
        if parts[0] == section_id and len(parts) == 2
    )


def _items(clause_id: str, language: Language) -> tuple[Item, ...]:
    return tuple(
        Item(row["id"], row[language])
        for row in _source()["clauses"]
        if row["id"].rpartition(".")[0] == clause_id
    )
