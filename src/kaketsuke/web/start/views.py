"""Where each role begins, with what waits there."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kaketsuke.overview import desk
from kaketsuke.web.permission import STAFF, PageRequest, signed_in


@dataclass(frozen=True, slots=True)
class Place:
    """A way on from the start page."""

    title: StrOrPromise
    text: StrOrPromise
    url_name: str
    icon: str
    waits: int = 0


@signed_in
def start(request: PageRequest) -> HttpResponse:
    """Show what waits for each of the viewer's roles; a technician goes straight to the work."""
    viewer = request.viewer
    if viewer.technician_id is not None and not viewer.has(*STAFF):
        return redirect("field")
    queue = desk.queue(viewer) if viewer.has(*STAFF) else None
    context = {
        "places": _places(queue) if queue else [],
        "queue": queue,
    }
    return render(request, "start/start.html", context)


def _places(queue: desk.Queue) -> list[Place]:
    return [
        Place(
            _("受付"),
            _("電話を受け、判断し、手配します。"),
            "console",
            "headset",
            len(queue.asking) + len(queue.call_backs) + len(queue.referred),
        ),
        Place(
            _("案件の一覧"),
            _("進行中の案件を、急ぐものから並べます。"),
            "console_board",
            "table-properties",
            len(queue.urgent),
        ),
        Place(_("お知らせ"), _("お客さまへ送った言葉を確かめます。"), "console_outbox", "mail"),
        Place(_("重要事項"), _("判断の根拠になる条項を読みます。"), "terms", "book-open-text"),
    ]
