"""Looks outside any case with their reasons, and the looks that are unusual."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kaketsuke.accounts import queries as account_queries
from kaketsuke.database.refusals import Refusal
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import queries, services
from kaketsuke.web.permission import PageRequest, for_roles
from kaketsuke.web.privacy import code_words, words
from kaketsuke.web.privacy import forms as desk_forms
from kaketsuke.web.telling import keeping, telling
from kaketsuke.web.templatetags.paging import asked_page

breakers = for_roles("privacy", "supervisor")


@require_http_methods(["GET", "POST"])
@breakers
def looks(request: PageRequest) -> HttpResponse:
    """Look at a person with a reason; read the reasons of others; see the alerts."""
    form = desk_forms.LookForm(request.POST if request.method == "POST" else None)
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
    context = {**_seen_to(request), "form": form, "found": found}
    return render(request, "privacy/looks.html", context, status=422 if form.errors else 200)


def _seen_to(request: PageRequest) -> dict[str, Any]:
    """The looks of others to be read, and the alerts, with the names of the accounts."""
    looks = queries.looks(request.viewer, page=asked_page(request))
    alerts = queries.alerts(request.viewer, page=asked_page(request, "alerts"))
    checked = queries.checked_alerts(request.viewer, page=asked_page(request, "checked"))
    labels = account_queries.labels_of({each.viewer_id for each in looks.rows})
    own = request.viewer.user_id
    seen = [
        {"look": each, "who": labels.get(each.viewer_id, ""), "mine": each.viewer_id == own}
        for each in looks.rows
    ]
    return {
        "looks": looks.showing(seen),
        "alerts": alerts.showing(_told(request, alerts.rows)),
        "checked": checked.showing(_told(request, checked.rows)),
    }


def _told(request: PageRequest, alerts: list[Any]) -> list[dict[str, Any]]:
    """Alerts with the names of their accounts, and what was found of those that were checked."""
    accounts = {each.viewer_id for each in alerts}
    accounts |= {each.seen_by_id for each in alerts if each.seen_by_id is not None}
    labels = account_queries.labels_of(accounts)
    notes = queries.notes_of(request.viewer, [each.pk for each in alerts])
    return [
        {
            "alert": each,
            "who": labels.get(each.viewer_id, ""),
            "what": words.ALERTS[each.kind],
            "mine": each.viewer_id == request.viewer.user_id,
            "note": notes.get(each.pk, ""),
            "checked_by": labels.get(each.seen_by_id, "") if each.seen_by_id else "",
        }
        for each in alerts
    ]


@require_http_methods(["GET", "POST"])
@breakers
def alert(request: PageRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Show what an account looked at before an alert, without names; take down what was found."""
    found = queries.alert(request.viewer, alert_id)
    if found is None:
        raise Http404
    form = desk_forms.NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with keeping(form):
            note = form.cleaned_data["note"]
            services.see_alert(found.pk, note=note, viewer=request.viewer, now=request.now)
            messages.success(request, _("記録しました。"))
            return redirect("privacy_looks")
    rows = [
        {
            "row": each,
            "role": code_words.word(each.viewer_role, "audit.Access.viewer_role"),
            "purpose": code_words.word(each.purpose, "audit.Access.purpose"),
            "ground": code_words.word(each.ground, "audit.Access.ground"),
        }
        for each in queries.looks_behind(found)
    ]
    context = {**_told(request, [found])[0], "rows": rows, "form": form}
    return render(request, "privacy/alert.html", context, status=422 if form.errors else 200)


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
    """Say of a look whether its reason holds."""
    if what not in ("fine", "not_fine") or not queries.is_look(request.viewer, look_id):
        raise Http404
    with telling(request, _("記録しました。")):
        services.review_break_glass(
            look_id, in_order=what == "fine", viewer=request.viewer, now=request.now
        )
    return redirect("privacy_looks")
