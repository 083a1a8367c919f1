"""Files that a page hands out: never kept by caches on the way, never run by the browser."""

from django.http import HttpResponse


def pdf_answer(content: bytes, *, name: str) -> HttpResponse:
    """Return a PDF that opens in the browser under a name of its own."""
    return _file(content, kind="application/pdf", name=name, inline=True)


def download(content: bytes, *, kind: str, name: str) -> HttpResponse:
    """Return a file to be saved. `name` is ASCII."""
    return _file(content, kind=kind, name=name, inline=False)


def _file(content: bytes, *, kind: str, name: str, inline: bool) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
