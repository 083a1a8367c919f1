"""Incidents: opened by anybody, counted by the access record, reported in time."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.network import queries as network_queries
from kaketsuke.parties import queries as party_queries
from kaketsuke.privacy import queries, services
from kaketsuke.privacy.alarms import FINAL_REPORT_NEAR
from kaketsuke.privacy.services.incidents import ITEMS, PRELIMINARY, items_of
from kaketsuke.residents import queries as resident_queries
from kaketsuke.web.files import pdf_answer
from kaketsuke.web.permission import PageRequest, signed_in
from kaketsuke.web.privacy import forms, managers, papers, words
from kaketsuke.web.privacy.requests import desk_only
from kaketsuke.web.telling import keeping, telling
from kaketsuke.web.templatetags.paging import asked_page


@require_GET
@desk_only
def incidents(request: PageRequest) -> HttpResponse:
    """List incidents with their deadlines."""
    today = timezone.localdate(request.now)
    found = queries.incidents(request.viewer, page=asked_page(request))
    rows = [
        {
            "incident": each,
            "kind": words.INCIDENT_KINDS[each.kind],
            "late": (each.preliminary_at is None and today > each.preliminary_due_on)
            or (each.final_at is None and today > each.final_due_on),
            "final_near": today >= each.final_due_on - FINAL_REPORT_NEAR,
        }
        for each in found.rows
    ]
    context = {"page": found.showing(rows), "managers": managers.of(request)}
    return render(request, "privacy/incidents.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def report(request: PageRequest) -> HttpResponse:
    """Take a report from anybody who works for us, of any tier."""
    companies = _companies_of(request)
    form = forms.IncidentForm(
        request.POST if request.method == "POST" else None,
        initial={"known_at": timezone.localtime(request.now)},
        now=request.now,
        company_ids=companies,
    )
    if form.is_valid() and not companies:
        form.add_error(
            None, _("どの会社へ届けるか分かりません。カスタマーセンターへお電話ください。")
        )
    elif form.is_valid():
        with keeping(form):
            opened = _opened(form.cleaned_data, companies, request)
            messages.success(request, _("個人情報の担当へ届きました。ありがとうございます。"))
            if request.viewer.has("privacy"):
                return redirect("privacy_incident", incident_id=opened)
            return redirect("privacy_report")
    status = 422 if form.errors else 200
    context = {"form": form, "managers": managers.of(request, companies)}
    return render(request, "privacy/report.html", context, status=status)


def _opened(given: dict[str, Any], companies: set[uuid.UUID], request: PageRequest) -> uuid.UUID:
    company_id = uuid.UUID(given["company"]) if given.get("company") else min(companies)
    return services.open_incident(
        company_id,
        kind=given["kind"],
        known_at=given["known_at"],
        outline=given["outline"],
        actor=request.viewer.actor,
        now=request.now,
    ).pk


def _companies_of(request: PageRequest) -> set[uuid.UUID]:
    """The companies that may be told: one's own, of one's home or building, or one's firm's."""
    viewer = request.viewer
    own = viewer.company_ids or {
        *(party_queries.owner(each).company_id for each in viewer.owner_ids),
        *(each.company_id for each in resident_queries.registrations_of(viewer.person_ids)),
    }
    if own:
        return {*own}
    firms = set(viewer.firm_ids)
    if viewer.technician_id is not None:
        firms.add(network_queries.technician(viewer.technician_id).firm_id)
    return {*network_queries.companies_of(firms, at=request.now)}


@require_GET
@desk_only
def one(request: PageRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Show one incident with its report as it stands."""
    return _show(request, incident_id)


@require_POST
@desk_only
def do(request: PageRequest, incident_id: uuid.UUID, what: str) -> HttpResponse:
    """Take the step that was pressed; what was typed stays on the page until it can be kept."""
    if what not in STEPS or queries.incident(request.viewer, incident_id) is None:
        raise Http404
    form_class, step = STEPS[what]
    if form_class is None:
        with telling(request, _("記録しました。")):
            step(incident_id, {}, request)
        return redirect("privacy_incident", incident_id=incident_id)
    form = form_class(request.POST)
    if form.is_valid():
        with keeping(form):
            step(incident_id, form.cleaned_data, request)
            messages.success(request, _("記録しました。"))
            return redirect("privacy_incident", incident_id=incident_id)
    return _show(request, incident_id, form=form, status=422)


def _items(incident_id: uuid.UUID, given: dict[str, Any], request: PageRequest) -> None:
    services.write_items(incident_id, items=given, actor=request.viewer.actor, now=request.now)


def _classify(incident_id: uuid.UUID, given: dict[str, Any], request: PageRequest) -> None:
    services.classify(incident_id, kind=given["kind"], actor=request.viewer.actor, now=request.now)


def _affected(incident_id: uuid.UUID, given: dict[str, Any], request: PageRequest) -> None:
    services.count_affected(
        incident_id,
        viewer_id=given["account"],
        since=given["since"],
        until=given["until"],
        actor=request.viewer.actor,
        now=request.now,
    )


def _report(final: bool) -> Any:  # noqa: FBT001 - the two reports
    def step(incident_id: uuid.UUID, _given: dict[str, Any], request: PageRequest) -> None:
        services.report(incident_id, final=final, actor=request.viewer.actor, now=request.now)

    return step


def _letters(incident_id: uuid.UUID, _given: dict[str, Any], request: PageRequest) -> None:
    services.letters_sent(incident_id, actor=request.viewer.actor, now=request.now)


STEPS: dict[str, tuple[Any, Any]] = {
    "items": (forms.ItemsForm, _items),
    "classify": (forms.ClassForm, _classify),
    "affected": (forms.AffectedForm, _affected),
    "preliminary": (None, _report(False)),  # noqa: FBT003 - the preliminary one
    "final": (None, _report(True)),  # noqa: FBT003 - the final one
    "letters": (None, _letters),
}


@require_GET
@desk_only
def letters(request: PageRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Return one letter a person that was affected, in their languages, in one document."""
    found = queries.incident(request.viewer, incident_id)
    if found is None:
        raise Http404
    made = papers.incident_letters(
        queries.affected_persons(found.pk),
        number=f"I-{found.number}",
        company_id=found.company_id,
        items=items_of(found),
        now=request.now,
    )
    return pdf_answer(made, name=f"letters-{found.number}.pdf")


def _show(
    request: PageRequest, incident_id: uuid.UUID, *, form: Any = None, status: int = 200
) -> HttpResponse:
    found = queries.incident(request.viewer, incident_id)
    if found is None:
        raise Http404
    known = items_of(found)
    is_final = found.preliminary_at is not None
    affected = len(queries.affected_persons(found.pk))
    letters, letters_at = queries.letters_sent(found.pk)
    items = form if isinstance(form, forms.ItemsForm) else forms.ItemsForm(initial=known)
    if affected:
        items.fields["how_many"].help_text = _("ここに挙げた方は %(count)s 名です。") % {
            "count": affected
        }
    context = {
        "incident": found,
        "kind": words.INCIDENT_KINDS[found.kind],
        "form": form,
        "items": items,
        "affected": affected,
        "listed": queries.affected(found.pk).total,
        "letters": letters,
        "letters_at": letters_at,
        "letters_left": affected - letters,
        "count": form if isinstance(form, forms.AffectedForm) else forms.AffectedForm(),
        "classes": form
        if isinstance(form, forms.ClassForm)
        else forms.ClassForm(initial={"kind": found.kind}),
        "final_near": timezone.localdate(request.now) >= found.final_due_on - FINAL_REPORT_NEAR,
        "missing": [
            words.INCIDENT_ITEMS[each]
            for each in (ITEMS if is_final else PRELIMINARY)
            if not known.get(each)
        ],
        "managers": managers.of(request, [found.company_id]),
    }
    return render(request, "privacy/incident.html", context, status=status)
