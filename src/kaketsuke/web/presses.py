"""A press that is sent twice is one press: the key that its form carries."""

from uuid import UUID

from django.http import HttpRequest


def key_of(request: HttpRequest) -> UUID | None:
    """Return the key of what was pressed; none where the form carries none that can be read."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
