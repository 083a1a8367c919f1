"""The written service, clause by clause, with a plain sentence beside each."""

from collections.abc import Iterator
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kaketsuke.overview import contacts
from kaketsuke.terms import queries as term_queries
from kaketsuke.web.document.summaries import SUMMARIES
from kaketsuke.web.permission import PageRequest


def terms(request: HttpRequest) -> HttpResponse:
    """Show the version in force. Public: anyone may read what decides."""
    now = cast(PageRequest, request).now
    try:
        version = term_queries.version_in_force(now)
    except term_queries.NoTermsInForce as error:
        raise Http404 from error
    tree = term_queries.tree(version.id)
    context = {
        "version": version,
        "tree": tree,
        "sections": [_section(each) for each in (*tree["sections"], *tree["appendices"])],
        "contacts": contacts.numbers_of(version.id),
        "now": now,
    }
    return render(request, "document/terms.html", context)


def _section(section: dict[str, Any]) -> dict[str, Any]:
    return {**section, "rows": list(_rows(section["clauses"]))}


def _rows(clauses: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for clause in clauses:
        yield {
            **clause,
            "summary": SUMMARIES.get(clause["id"], ""),
            "item_rows": [
                {**item, "summary": SUMMARIES.get(item["id"], "")} for item in clause["items"]
            ],
        }
