"""The written service, clause by clause, with a plain sentence beside each."""

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaketsuke.printing import documents
from kaketsuke.terms import queries as term_queries
from kaketsuke.web import data_words
from kaketsuke.web.document import pages
from kaketsuke.web.files import pdf_answer
from kaketsuke.web.permission import PageRequest


@require_safe
def terms(request: HttpRequest, version_id: UUID | None = None) -> HttpResponse:
    """Show a version, without its id the one in force. Public: anyone may read what decides."""
    shown = _shown(version_id, request, search=request.GET.get("q", ""))
    return render(request, "document/terms.html", shown)


@require_safe
def pdf(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Give a version as PDF, with the plain sentences under the words that bind."""
    shown = _shown(version_id, request)
    version = shown["version"]
    content = {
        "title": shown["tree"]["title"],
        "language": data_words.language(),
        "foot": f"{version.version_date} · sha256 {version.sha256[:16]}",
        "sections": [
            {
                "heading": section["heading"],
                "rows": [
                    [entry["id"], entry["text"], str(entry["summary"])]
                    for row in section["rows"]
                    for entry in (row, *row["item_rows"])
                ],
            }
            for section in shown["sections"]
        ],
        "contacts": [
            [
                str(data_words.CONTACT_PURPOSES.get(each.purpose, each.purpose)),
                each.phone,
                each.hours,
            ]
            for each in shown["contacts"]
        ],
    }
    made = documents.pdf("terms", content, at=version.imported_at)
    return pdf_answer(made, name=f"terms-{version.version_date}.pdf")


def _shown(version_id: UUID | None, request: HttpRequest, *, search: str = "") -> dict[str, Any]:
    """Return what is shown of a version; one that was never in force is not for the public."""
    now = cast(PageRequest, request).now
    try:
        found = (
            term_queries.version_in_force(now)
            if version_id is None
            else term_queries.version(version_id)
        )
    except (term_queries.NoTermsInForce, ObjectDoesNotExist) as error:
        raise Http404 from error
    if found.published_from is None or found.published_from > now:
        raise Http404
    return pages.of(found, now, search=search)
