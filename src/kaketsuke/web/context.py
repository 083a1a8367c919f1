"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return whether this is the demo, and who is looking."""
    viewer = getattr(request, "viewer", None)
    label = viewer.label if viewer else ""
    return {"DEMO": settings.DEMO, "viewer": viewer, "account_label": label}
