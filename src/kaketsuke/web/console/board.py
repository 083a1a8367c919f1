"""The board: a table first; it sorts, filters and reads aloud."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kaketsuke.accounts import live
from kaketsuke.overview import board as boards
from kaketsuke.overview import desk
from kaketsuke.web.badges import CASE_BADGES
from kaketsuke.web.permission import PageRequest, staff_only
from kaketsuke.web.templatetags.paging import asked_page

# From so many cases that seek a technician on, planning for all at once is offered.
MANY_WAIT = 3
ORDERS = {
    "urgent": _("急ぐ順"),
    "newest": _("新しい順"),
    "oldest": _("古い順"),
    "place": _("建物の順"),
}


@require_GET
@staff_only
def board(request: PageRequest) -> HttpResponse:
    """Show the live cases, or those that have ended."""
    wanted = request.GET.get("state", "")
    state = wanted if wanted in CASE_BADGES else ""
    order = request.GET.get("order", "urgent")
    ended = "ended" in request.GET
    page = boards.board(
        request.viewer,
        now=request.now,
        state=state,
        order=order,
        ended=ended,
        page=asked_page(request),
    )
    context = {
        "page": page,
        "many_wait": request.viewer.has("supervisor")
        and sum(row.state in ("offering", "unfilled") for row in page.rows) >= MANY_WAIT,
        "states": [(each, CASE_BADGES[each].word) for each in desk.ORDER],
        "state": state,
        "orders": ORDERS.items(),
        "order": order,
        "ended": ended,
        "now": request.now,
        "live_ticket": live.make_company_ticket(request.viewer.company_ids),
    }
    return render(request, "console/board.html", context)
