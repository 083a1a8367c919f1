"""Processors, provisions, looks and clocks: what the privacy desk keeps an eye on."""

import uuid
from datetime import UTC, datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.accounts import queries as account_queries
from kaketsuke.database.paging import Page
from kaketsuke.database.refusals import Refusal
from kaketsuke.network import services as network_services
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import queries, services, tasks
from kaketsuke.privacy import words as privacy_words
from kaketsuke.web.permission import PageRequest, for_roles
from kaketsuke.web.privacy import forms, words
from kaketsuke.web.privacy.requests import desk_only
from kaketsuke.web.templatetags.paging import asked_page

breakers = for_roles("privacy", "supervisor")


@require_http_methods(["GET", "POST"])
@desk_only
def processors(request: PageRequest) -> HttpResponse:
    """List who handles data for us, and record another one."""
    form = forms.ProcessorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        until = given["until"]
        try:
            services.add_processor(
                min(request.viewer.company_ids),
                name=given["name"],
                role=given["role"],
                items=given["items"],
                selected_on=timezone.localdate(request.now),
                selection=given["selection"],
                contract_reference=given["contract_reference"],
                from_=request.now,
                until=datetime.combine(until, time.min, tzinfo=UTC) if until else None,
                actor=request.viewer.actor,
                now=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("記録しました。"))
            return redirect("privacy_processors")
    companies = {each.pk: each.name for each in party_queries.companies(request.viewer)}
    rows = [
        {
            "row": each,
            "items": [words.ITEMS.get(item, item) for item in each.items],
            "company": companies.get(each.company_id, ""),
        }
        for each in queries.processor_rows(request.viewer, at=request.now)
    ]
    status = 422 if form.errors else 200
    return render(request, "privacy/processors.html", {"rows": rows, "form": form}, status=status)


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


@require_GET
@desk_only
def provisions(request: PageRequest) -> HttpResponse:
    """Show the register of provisions, and who is blocked."""
    found = queries.provisions(request.viewer, page=asked_page(request))
    names = people_queries.names_of({each.person_id for each in found.rows})
    rows = [
        {
            "row": each,
            "name": names[each.person_id].full if each.person_id in names else "",
            "recipient": each.recipient_name
            or (party_queries.owner(each.recipient_id).legal_name if each.recipient_id else ""),
            "kind": words.RECIPIENTS[each.recipient_kind],
            "ground": words.GROUNDS[each.ground],
            "items": [words.ITEMS[item] for item in each.items],
        }
        for each in found.rows
    ]
    context = {"page": found.showing(rows), "blocks": _blocked(request)}
    return render(request, "privacy/provisions.html", context)


def _blocked(request: PageRequest) -> Page[dict[str, Any]]:
    found = queries.blocks(request.viewer, page=asked_page(request, "blocks"), at=request.now)
    names = people_queries.names_of({each.person_id for each in found.rows})
    return found.showing(
        [
            {
                "id": each.id,
                "name": names[each.person_id].full if each.person_id in names else "",
            }
            for each in found.rows
        ]
    )


@require_POST
@desk_only
def unblock(request: PageRequest, block_id: uuid.UUID) -> HttpResponse:
    """Let a person's data go to owners again."""
    if not queries.is_block(request.viewer, block_id, at=request.now):
        raise Http404
    services.unblock(block_id, actor=request.viewer.actor, now=request.now)
    messages.success(request, _("記録しました。"))
    return redirect("privacy_provisions")


@require_http_methods(["GET", "POST"])
@breakers
def looks(request: PageRequest) -> HttpResponse:
    """Look at a person with a reason; read the reasons of others; see the alerts."""
    form = forms.LookForm(request.POST if request.method == "POST" else None)
    found: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            for person_id in people_queries.persons_by_contact("phone", form.cleaned_data["phone"]):
                services.break_glass(
                    request.viewer, person_id, reason=form.cleaned_data["reason"], now=request.now
                )
                found.append(_seen(person_id))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        if not found and not form.errors:
            form.add_error("phone", _("この番号の登録はありません。"))
    context = {"form": form, "found": found, **_looked(request)}
    return render(request, "privacy/looks.html", context, status=422 if form.errors else 200)


def _looked(request: PageRequest) -> dict[str, Any]:
    looks = queries.looks(request.viewer, page=asked_page(request))
    alerts = queries.alerts(request.viewer, page=asked_page(request, "alerts"))
    labels = account_queries.labels_of(
        {each.viewer_id for each in looks.rows} | {each.viewer_id for each in alerts.rows}
    )
    seen = [
        {
            "look": each,
            "who": labels.get(each.viewer_id, ""),
            "mine": each.viewer_id == request.viewer.user_id,
        }
        for each in looks.rows
    ]
    raised = [
        {"alert": each, "who": labels.get(each.viewer_id, ""), "what": words.ALERTS[each.kind]}
        for each in alerts.rows
    ]
    return {"looks": looks.showing(seen), "alerts": alerts.showing(raised)}


def _seen(person_id: uuid.UUID) -> dict[str, Any]:
    name = people_queries.names_of([person_id]).get(person_id)
    points = people_queries.contact_points_of([person_id])
    return {
        "name": name.full if name else "",
        "contacts": [each.display for each in points],
    }


@require_POST
@breakers
def look(request: PageRequest, look_id: uuid.UUID, what: str) -> HttpResponse:
    """Say of a look, or of an alert, that somebody has read it."""
    try:
        if what == "alert" and queries.is_alert(request.viewer, look_id):
            services.see_alert(look_id, viewer=request.viewer, now=request.now)
        elif what in ("fine", "not_fine") and queries.is_look(request.viewer, look_id):
            services.review_break_glass(
                look_id, in_order=what == "fine", viewer=request.viewer, now=request.now
            )
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("記録しました。"))
    return redirect("privacy_looks")


@require_http_methods(["GET", "POST"])
@desk_only
def clocks(request: PageRequest) -> HttpResponse:
    """Show the last runs of the clocks; begin one that only counts."""
    if request.method == "POST":
        try:
            run = services.begin_retention(
                dry_run=True, asked_by=request.viewer.user_id, now=request.now
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            tasks.retention_step.defer(run_id=str(run.pk))
            messages.success(request, _("数え始めました。終わると、ここに結果が出ます。"))
        return redirect("privacy_clocks")
    runs = [
        {
            "run": each,
            "lines": [
                {"title": privacy_words.table(model), **counts}
                for model, counts in each.counts.items()
            ],
        }
        for each in queries.retention_runs()
    ]
    return render(request, "privacy/clocks.html", {"runs": runs})
