"""One transaction a request, in which the database knows who is looking."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kaketsuke import clock
from kaketsuke.accounts import context, queries
from kaketsuke.accounts.viewers import NOBODY, Viewer
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.parties import queries as party_queries


class ViewerMiddleware:
    """Sets `request.viewer` and `request.now`; a failed request leaves nothing half-written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside one transaction; it is committed before the answer is given."""
        with transaction.atomic():
            request.now = clock.now()  # type: ignore[attr-defined]  # the request carries its moment
            viewer = NOBODY
            if request.user.is_authenticated:
                viewer = queries.viewer_of(request.user.pk, now=request.now)  # type: ignore[attr-defined]  # set above
                viewer = _with_live_cases(_with_predecessors(viewer, now=request.now))  # type: ignore[attr-defined]  # set above
            request.viewer = viewer  # type: ignore[attr-defined]  # read by pages and templates
            context.set_viewer(viewer)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        if viewer != NOBODY and not response.has_header("Cache-Control"):
            # On a desk that many share the next one presses "back" and reads nobody's data.
            response["Cache-Control"] = "no-store, private"
        return response


def _with_predecessors(viewer: Viewer, *, now: datetime) -> Viewer:
    """Return whoever works for a company with the companies that it succeeded (F-2)."""
    if not viewer.company_ids:
        return viewer
    return replace(viewer, company_ids=party_queries.with_predecessors(viewer.company_ids, now))


def _with_live_cases(viewer: Viewer) -> Viewer:
    """Return a technician with the cases that are live for them, and only those."""
    if viewer.technician_id is None:
        return viewer
    # The offers and the assignment themselves are read as this technician.
    context.set_viewer(viewer)
    return replace(viewer, case_ids=dispatch_queries.live_case_ids(viewer.technician_id))
