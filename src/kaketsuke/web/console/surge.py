"""A surge: more cases than technicians. The plan, what it gains, and applying it on a click."""

import uuid
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.database.refusals import Refusal
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch import refusals
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.dispatch.queries import SurgeAnswer
from kaketsuke.engine.surge import SurgePlan
from kaketsuke.network import queries as network_queries
from kaketsuke.overview import board as boards
from kaketsuke.overview import surge as surges
from kaketsuke.web.permission import PageRequest, supervisor_only

SALT = "surge-plan"
LIVES_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Stop:
    """A case of a queue as the page shows it."""

    case: boards.BoardRow
    minutes: int
    moves: bool


@dataclass(frozen=True, slots=True)
class FirmRow:
    """What a firm gets of the plan, as the page shows it."""

    name: str
    cases: int
    agreed_percent: int | None
    lately_percent: int | None
    call_outs_yen: int


@require_GET
@supervisor_only
def surge(request: PageRequest) -> HttpResponse:
    """Show how many wait and how many are free; the plan itself is fetched beside it."""
    company_id = _company(request)
    context = {
        "companies": surges.companies(request.viewer),
        "company_id": company_id,
        "counts": dispatch_queries.surge_counts(company_id, at=request.now),
    }
    return render(request, "console/surge.html", context)


@require_GET
@supervisor_only
def plan(request: PageRequest) -> HttpResponse:
    """Make a plan and show it; this takes a second or two."""
    company_id = _company(request)
    found = dispatch_queries.surge_plan(company_id, at=request.now)
    return render(request, "console/surge_plan.html", _context(request, company_id, found))


@require_POST
@supervisor_only
def apply(request: PageRequest) -> HttpResponse:
    """Apply the plan that the supervisor has read, if the moment is still the same."""
    try:
        kept = signing.loads(request.POST.get("plan", ""), salt=SALT, max_age=LIVES_SECONDS)
        company_id = uuid.UUID(kept["company"])
        if company_id not in request.viewer.company_ids:
            raise PermissionDenied
        planned = dispatch_services.apply_plan(
            company_id,
            queues=[
                (uuid.UUID(who), [uuid.UUID(case) for case in cases])
                for who, cases in kept["queues"]
            ],
            fingerprint=kept["fingerprint"],
            actor=request.viewer.actor,
            now=request.now,
        )
    except signing.BadSignature:
        messages.warning(request, str(refusals.STALE_PLAN))
        return redirect("console_surge")
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("console_surge")
    told = ngettext(
        "計画を適用しました。%(count)d 件を計画の順に打診します。",
        "計画を適用しました。%(count)d 件を計画の順に打診します。",
        planned,
    )
    messages.success(request, told % {"count": planned})
    return redirect("console_board")


def _company(request: PageRequest) -> uuid.UUID:
    """Return the company asked for where it is the viewer's, else the viewer's first."""
    wanted = request.GET.get("company", "")
    mine = {str(each): each for each in request.viewer.company_ids}
    if not mine:
        raise PermissionDenied
    return mine.get(wanted, min(mine.values()))


def _context(request: PageRequest, company_id: uuid.UUID, found: SurgeAnswer) -> dict[str, Any]:
    answer = found.plan
    rows = {row.id: row for row in surges.rows(request.viewer, found.case_ids, now=request.now)}
    cards = network_queries.technician_cards({queue.technician_id for queue in answer.queues})
    moved = frozenset(answer.moved)
    return {
        "company_id": company_id,
        "company": dict(surges.companies(request.viewer))[company_id],
        "found": found,
        "answer": answer,
        "queues": [
            (
                cards[queue.technician_id],
                [
                    Stop(rows[stop.case_id], -(-stop.seconds // 60), stop.case_id in moved)
                    for stop in queue.stops
                ],
            )
            for queue in answer.queues
        ],
        "firms": _firms(answer, {card.firm_id: card.firm_name for card in cards.values()}),
        "unserved": [
            (rows[each.case_id], dispatch_queries.counted_words(each.against))
            for each in answer.unserved
        ],
        # Rounded up as every stop is: nobody is told too little.
        "mean": ceil(answer.mean_seconds / 60),
        "by_hand_mean": ceil(answer.by_hand_mean_seconds / 60),
        "gain": round((answer.by_hand_mean_seconds - answer.mean_seconds) / 60),
        "signed": signing.dumps(
            {
                "company": str(company_id),
                "queues": [
                    [str(queue.technician_id), [str(stop.case_id) for stop in queue.stops]]
                    for queue in answer.queues
                ],
                "fingerprint": found.fingerprint,
            },
            salt=SALT,
        ),
    }


def _firms(answer: SurgePlan, names: dict[uuid.UUID, str]) -> list[FirmRow]:
    return [
        FirmRow(
            names[part.firm_id],
            part.cases,
            None if part.agreed is None else round(100 * part.agreed),
            None if part.lately is None else round(100 * part.lately),
            part.call_outs_yen,
        )
        for part in answer.firms
    ]
