"""The written service as a page shows it: clauses with a plain sentence each, and a search."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kaketsuke.overview import contacts
from kaketsuke.terms import queries as term_queries
from kaketsuke.web.document.summaries import COSTS, NEVER, SUMMARIES


def of(version: Any, now: datetime, *, search: str = "") -> dict[str, Any]:
    """Return what the templates show of a version; with a search, only clauses that hold it."""
    tree = term_queries.tree(version.pk)
    sought = _folded(search.strip())[:60]
    sections = [
        {**each, "rows": [row for row in _rows(each["clauses"]) if _holds(row, sought)]}
        for each in (*tree["sections"], *tree["appendices"])
    ]
    return {
        "version": version,
        "tree": tree,
        "sections": [each for each in sections if each["rows"]],
        "search": search.strip()[:60],
        "found": sum(len(each["rows"]) for each in sections),
        "costs": COSTS,
        "never": NEVER,
        "links": term_queries.links(version.pk),
        "contacts": contacts.numbers_of(version.pk),
        "now": now,
    }


def _rows(clauses: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for clause in clauses:
        yield {
            **clause,
            "summary": SUMMARIES.get(clause["id"], ""),
            "item_rows": [
                {**item, "summary": SUMMARIES.get(item["id"], "")} for item in clause["items"]
            ],
        }


def _holds(row: dict[str, Any], sought: str) -> bool:
    entries = (row, *row["item_rows"])
    return any(sought in _folded(f"{each['text']} {each['summary']}") for each in entries)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
