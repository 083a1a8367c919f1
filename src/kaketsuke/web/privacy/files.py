"""The disclosure and the reply as files: a readable PDF, and JSON streamed row by row."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from kaketsuke.accounts import context
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.printing import documents
from kaketsuke.privacy import declarations, disclosure, queries
from kaketsuke.privacy import words as privacy_words
from kaketsuke.privacy.queries import RequestPage
from kaketsuke.web.files import pdf_answer, streamed
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy import paper_words, words
from kaketsuke.web.privacy.requests import desk_only

HANDED_OUT = ("granted", "done")


@require_GET
@desk_only
def as_json(request: PageRequest, request_id: uuid.UUID) -> StreamingHttpResponse:
    """Stream everything that we hold of the person, as a machine reads it."""
    page = _disclosed(request, request_id)
    viewer, now = request.viewer, request.now

    def pieces() -> Iterator[bytes]:
        # The page's own transaction has ended by the time the last piece is asked for.
        with context.acting_as(viewer), translation.override("ja"):
            found = queries.data_request(viewer, request_id)
            if found is not None:
                head = {"request": page.row.number, "kind": page.row.kind}
                subject = declarations.subject_of(found)
                for piece in disclosure.as_json(subject, head=head, now=now):
                    yield piece.encode()

    name = f"disclosure-{page.row.number}.json"
    return streamed(pieces(), kind="application/json; charset=utf-8", name=name)


@require_GET
@desk_only
def as_pdf(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Return everything that we hold of the person, to be read on paper."""
    page = _disclosed(request, request_id)
    found = queries.data_request(request.viewer, request_id)
    if found is None:
        raise Http404
    with translation.override("ja"):
        sections = disclosure.for_paper(declarations.subject_of(found), say=paper_words.say)
        content = {
            **_head(page, on=request.now),
            "title": "保有する個人情報の開示",
            "note": privacy_words.WITHHELD,
            "sections": sections,
        }
        made = documents.pdf("disclosure", content, at=request.now)
    return pdf_answer(made, name=f"disclosure-{page.row.number}.pdf")


@require_GET
@desk_only
def reply(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Return the answer with its reasons and with what must stay, as a letter."""
    found = queries.data_request(request.viewer, request_id)
    if found is None or not found.decision:
        raise Http404
    page = queries.request_page(found, viewer=request.viewer, now=request.now)
    with translation.override("ja"):
        kept = [
            [privacy_words.table(model), f"{each['rows']}件", paper_words.say(each["until"] or "")]
            for model, each in page.kept.items()
        ]
        content = {
            **_head(page, on=page.row.decided_at or request.now),
            "title": f"{words.KINDS[page.row.kind]}の求めへの回答",
            "decision": "お求めに応じます。"
            if page.row.decision == "granted"
            else "お求めに応じられません。",
            "reasons": page.reasons,
            "kept": kept,
        }
        made = documents.pdf("privacy_reply", content, at=request.now)
    return pdf_answer(made, name=f"reply-{page.row.number}.pdf")


def _disclosed(request: PageRequest, request_id: uuid.UUID) -> RequestPage:
    found = queries.data_request(request.viewer, request_id)
    if found is None or found.kind != "disclosure" or found.state not in HANDED_OUT:
        raise Http404
    return queries.request_page(found, viewer=request.viewer, now=request.now)


def _head(page: RequestPage, *, on: datetime) -> dict[str, Any]:
    person_id = page.row.person_id
    known = people_queries.names_of([person_id]).get(person_id) if person_id else None
    return {
        "company": party_queries.company(page.row.company_id).name,
        "number": f"P-{page.row.number}",
        "name": known.full if known else page.applicant or page.contact,
        "received": paper_words.day(timezone.localdate(page.row.received_at)),
        "made": paper_words.day(timezone.localdate(on)),
    }
