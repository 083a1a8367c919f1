"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kaketsuke.overview import alarms


def page(request: HttpRequest) -> dict[str, Any]:
    """Return whether this is the demo, and who is looking."""
    viewer = getattr(request, "viewer", None)
    # A registrant's account was named by the product, in Japanese: no name that anybody reads.
    named = viewer is not None and viewer.roles != {"resident"}
    label = viewer.label if viewer and named else ""
    # Asked of the database only by pages that show them.
    now = getattr(request, "now", None)
    due = SimpleLazyObject(lambda: alarms.alarms(viewer, at=now)) if viewer and now else None
    return {"alarms": due, "DEMO": settings.DEMO, "viewer": viewer, "account_label": label}
