"""Who can go for a case, in which order and why; and why the others cannot."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaketsuke.accounts import live
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch.queries import CandidateRow
from kaketsuke.network import queries as network_queries
from kaketsuke.network.queries import TechnicianCard
from kaketsuke.web.console.cases import found_or_404
from kaketsuke.web.permission import PageRequest, staff_only

BEST, OTHERS = 12, 30
# Where nobody is sought any more the order would say nothing.
SOUGHT_IN = ("offering", "unfilled")


@require_GET
@staff_only
def candidates(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show the ranking of one case with every factor in words."""
    page = found_or_404(request, case_id)
    context: dict[str, Any] = {
        "page": page,
        "case": page.case,
        "is_sought": page.case.state in SOUGHT_IN,
        "now": request.now,
        "live_ticket": live.make_company_ticket(request.viewer.company_ids),
    }
    if context["is_sought"]:
        found = dispatch_queries.candidates(case_id, at=request.now, best=BEST, others=OTHERS)
        rows = (*found.can_go, *found.cannot)
        cards = network_queries.technician_cards({row.technician_id for row in rows})
        asked = {offer.technician_id for offer in page.offers if offer.answer is None}
        context |= {
            "found": found,
            "can_go": [_shown(row, cards, asked=asked) for row in found.can_go],
            "cannot": [_shown(row, cards, asked=asked) for row in found.cannot],
            "more_can": found.can_go_count - len(found.can_go),
            "more_cannot": found.cannot_count - len(found.cannot),
            "by_distance": not dispatch_queries.knows_roads(),
        }
    return render(request, "console/candidates.html", context)


def _shown(
    row: CandidateRow, cards: dict[uuid.UUID, TechnicianCard], *, asked: set[uuid.UUID]
) -> dict[str, Any]:
    card = cards[row.technician_id]
    return {
        "name": card.name.full if card.name else card.badge,
        "badge": card.badge,
        "firm": card.firm_name,
        "phone": card.firm_phone,
        "door_minutes": None if row.door_seconds is None else -(-row.door_seconds // 60),
        "reasons": row.reasons,
        "is_asked": row.technician_id in asked,
    }
