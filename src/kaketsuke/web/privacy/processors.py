"""Who handles data for us: recorded, approved, reviewed, ended."""

import uuid
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kaketsuke.clock import TOKYO
from kaketsuke.network import services as network_services
from kaketsuke.parties import queries as party_queries
from kaketsuke.privacy import queries, services
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.privacy import words
from kaketsuke.web.privacy.processor_forms import ProcessorForm
from kaketsuke.web.privacy.requests import desk_only
from kaketsuke.web.telling import keeping


@require_http_methods(["GET", "POST"])
@desk_only
def processors(request: PageRequest) -> HttpResponse:
    """List who handles data for us, and record another one."""
    found = queries.processor_rows(request.viewer, at=request.now)
    form = ProcessorForm(request, found)
    if form.is_valid():
        with keeping(form):
            _add(form.cleaned_data, request)
            messages.success(request, _("記録しました。"))
            return redirect("privacy_processors")
    companies = {each.pk: each.name for each in party_queries.companies(request.viewer)}
    rows = [
        {
            "row": each,
            "items": [words.ITEMS.get(item, item) for item in each.items],
            "company": companies.get(each.company_id, ""),
        }
        for each in found
    ]
    status = 422 if form.errors else 200
    return render(request, "privacy/processors.html", {"rows": rows, "form": form}, status=status)


def _add(given: dict[str, Any], request: PageRequest) -> None:
    """Record it from the first moment of its first day to the last of its last, in Japan."""
    from_, until = given["from_"], given["until"]
    services.add_processor(
        uuid.UUID(given["company"]) if given.get("company") else min(request.viewer.company_ids),
        name=given["name"],
        role=given["role"],
        country=given["country"],
        items=given["items"],
        selected_on=timezone.localdate(request.now),
        selection=given["selection"],
        contract_reference=given["contract_reference"],
        from_=datetime.combine(from_, time.min, tzinfo=TOKYO),
        until=datetime.combine(until, time.max, tzinfo=TOKYO) if until else None,
        parent_id=uuid.UUID(given["parent"]) if given.get("parent") else None,
        actor=request.viewer.actor,
        now=request.now,
    )


@require_POST
@desk_only
def processor(request: PageRequest, processor_id: uuid.UUID, what: str) -> HttpResponse:
    """Approve, review or end one; firms of the chain are recorded where the chain is."""
    rows = {row.id: row for row in queries.processor_rows(request.viewer, at=request.now)}
    row = rows.get(processor_id)
    if row is None or what not in ("approve", "review", "end"):
        raise Http404
    actor, now = request.viewer.actor, request.now
    if row.is_firm:
        if what == "approve":
            network_services.approve_edge(processor_id, approved_by_id=actor.id, now=now)
        elif what == "review":
            network_services.review_edge(processor_id, now=now)
        else:
            network_services.end_edge(processor_id, now=now)
    else:
        steps: dict[str, Any] = {
            "approve": services.approve_processor,
            "review": services.review_processor,
            "end": services.end_processor,
        }
        steps[what](processor_id, actor=actor, now=now)
    messages.success(request, _("記録しました。"))
    return redirect("privacy_processors")
