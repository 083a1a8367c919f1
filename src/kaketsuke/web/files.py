"""Files that a page hands out: never kept by caches on the way, never run by the browser."""

from collections.abc import Iterable
from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse

Answer = TypeVar("Answer", HttpResponse, StreamingHttpResponse)


def pdf_answer(content: bytes, *, name: str) -> HttpResponse:
    """Return a PDF that opens in the browser under a name of its own."""
    return _guarded(
        HttpResponse(content, content_type="application/pdf"), f'inline; filename="{name}"'
    )


def picture(content: bytes, *, kind: str) -> HttpResponse:
    """Return a picture that we drew ourselves, to be shown within a page."""
    return _guarded(HttpResponse(content, content_type=kind), "inline")


def download(content: bytes, *, kind: str, name: str) -> HttpResponse:
    """Return a file to be saved, never shown: whatever is in it acts nowhere. `name` is ASCII."""
    return _to_be_saved(HttpResponse(content, content_type=kind), name)


def streamed(pieces: Iterable[bytes], *, kind: str, name: str) -> StreamingHttpResponse:
    """Return a file to be saved that is made while it goes out."""
    return _to_be_saved(StreamingHttpResponse(pieces, content_type=kind), name)


def _to_be_saved(answer: Answer, name: str) -> Answer:
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _guarded(answer, f'attachment; filename="{name}"')


def _guarded(answer: Answer, disposition: str) -> Answer:
    answer["Content-Disposition"] = disposition
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
