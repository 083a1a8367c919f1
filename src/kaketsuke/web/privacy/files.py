"""The disclosure and the reply as files: a readable PDF, and JSON streamed row by row."""

import uuid
from collections.abc import Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from kaketsuke.accounts import context
from kaketsuke.privacy import declarations, disclosure, queries
from kaketsuke.privacy.queries import RequestPage
from kaketsuke.web.files import pdf_answer, streamed
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy import papers
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
    subject = declarations.subject_of(found)
    made = papers.disclosed(page, subject, language=_language(request, page), now=request.now)
    return pdf_answer(made, name=f"disclosure-{page.row.number}.pdf")


@require_GET
@desk_only
def reply(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Return the answer with its reasons and with what must stay, as a letter."""
    found = queries.data_request(request.viewer, request_id)
    if found is None or not found.decision:
        raise Http404
    page = queries.request_page(found, viewer=request.viewer, now=request.now)
    made = papers.reply(page, language=_language(request, page), now=request.now)
    return pdf_answer(made, name=f"reply-{page.row.number}.pdf")


def _disclosed(request: PageRequest, request_id: uuid.UUID) -> RequestPage:
    found = queries.data_request(request.viewer, request_id)
    if found is None or found.kind != "disclosure" or found.state not in HANDED_OUT:
        raise Http404
    return queries.request_page(found, viewer=request.viewer, now=request.now)


def _language(request: PageRequest, page: RequestPage) -> str:
    return papers.language_of(page.row.person_id, chosen=request.GET.get("language", ""))
