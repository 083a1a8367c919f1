"""Where a visitor comes from, for counting attempts. It is never kept as it is."""

from django.conf import settings
from django.http import HttpRequest

from kaketsuke.web.permission import PageRequest


def source_of(request: HttpRequest) -> str:
    """Return the visitor's address; behind a proxy the last hop that the proxy itself has seen."""
    if settings.BEHIND_TLS:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        if hops[-1].strip():
            return hops[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def clerk_as_source(request: PageRequest) -> str:
    """Return whose attempt it is at a desk: a whole call centre shares one address."""
    return f"account:{request.viewer.user_id}"
