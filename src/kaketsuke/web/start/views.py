"""Where each role begins, with what waits there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect, render

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.claims import queries as claim_queries
from kaketsuke.overview import alarms, deadlines, desk
from kaketsuke.privacy import queries as privacy_queries
from kaketsuke.web.permission import STAFF, PageRequest, signed_in
from kaketsuke.web.places import Place
from kaketsuke.web.start import deadlines as deadline_words
from kaketsuke.web.start.menu import places_of, with_alarms

# Who has one of these roles and no other goes straight to the only place there is.
ONE_PLACE: Final = {"technician": "field", "resident": "my"}
WAITS: Final[dict[str, Callable[[Viewer], int]]] = {
    "complaints": claim_queries.waiting_complaints,
    "claims": claim_queries.waiting_claims,
    "privacy_requests": privacy_queries.waiting,
}


@signed_in
def start(request: PageRequest) -> HttpResponse:
    """Show what waits for each of the viewer's roles; who has one place goes straight to it."""
    viewer = request.viewer
    if len(viewer.roles) == 1 and (only := ONE_PLACE.get(*viewer.roles)):
        return redirect(only)
    queue = desk.queue(viewer) if viewer.has(*STAFF) else None
    due = alarms.alarms(viewer, at=request.now)
    places = [
        with_alarms(_with_what_waits(place, viewer, queue), due) for place in places_of(viewer)
    ]
    due_lines = [deadline_words.line(each) for each in deadlines.deadlines(viewer, now=request.now)]
    context = {
        "places": places,
        "queue": queue,
        "alarms": due,
        "due": due_lines[: deadline_words.AT_MOST],
        "more_due": max(0, len(due_lines) - deadline_words.AT_MOST),
    }
    return render(request, "start/start.html", context)


def _with_what_waits(place: Place, viewer: Viewer, queue: desk.Queue | None) -> Place:
    if queue and place.url_name == "console":
        return replace(place, waits=len(queue.asking) + len(queue.call_backs) + len(queue.referred))
    if queue and place.url_name == "console_board":
        return replace(place, waits=len(queue.urgent))
    waiting = WAITS.get(place.url_name)
    return replace(place, waits=waiting(viewer)) if waiting else place
