"""The interview: one page a request; each answer is a form of its own and leads to the next."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.database.refusals import Refusal
from kaketsuke.intake import queries as intake_queries
from kaketsuke.intake import services as intake_services
from kaketsuke.money import queries as money_queries
from kaketsuke.overview import callers
from kaketsuke.overview import interview as interviews
from kaketsuke.overview.callers import Match
from kaketsuke.overview.interview import Interview
from kaketsuke.parties import queries as party_queries
from kaketsuke.web.console import presenting, questions
from kaketsuke.web.console.calls import frame
from kaketsuke.web.console.forms import AcceptForm, AllowForm, CallerForm, DeclineForm, SearchForm
from kaketsuke.web.fields import TOO_LONG
from kaketsuke.web.permission import PageRequest, staff_only

NOTE_LENGTH = 400


def found_or_404(request: PageRequest, request_id: uuid.UUID) -> Interview:
    """Return the request where the viewer may see it; to others it does not exist."""
    found = interviews.interview(request.viewer, request_id, now=request.now)
    if found is None:
        raise Http404
    return found


@require_GET
@staff_only
def request_page(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show what is known, what to ask next, and the decision as it stands."""
    return show(request, found_or_404(request, request_id))


@require_POST
@staff_only
def state(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Take one answer of the caller."""
    found = found_or_404(request, request_id)
    question = questions.BY_PATH.get(request.POST.get("path", ""))
    value = request.POST.get("value", "")
    if question is None or value not in {choice.value for choice in question.choices}:
        return show(request, found, status=422)
    facts = questions.facts_with(question.path, questions.as_fact(value))
    note = request.POST.get("note", "").replace("\r\n", "\n") if question.note else ""
    if len(note) > NOTE_LENGTH:
        told = TOO_LONG % {"limit_value": NOTE_LENGTH, "show_value": len(note)}
        return show(request, found, asked=question.path, note=(note, told), status=422)
    try:
        intake_services.state_facts(
            request_id, facts=facts, note=note, actor=request.viewer.actor, now=request.now
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return show(request, found, asked=question.path, note=(note, ""), status=422)
    return redirect("console_request", request_id=request_id)


@require_POST
@staff_only
def attendant(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Take who will stand at the door; only those on record may (A1.2.1)."""
    found = found_or_404(request, request_id)
    chosen = request.POST.get("attendant", "")
    actor = request.viewer.actor
    known = {each.value: each for each in found.attendants}
    try:
        if chosen == "none":
            facts = {"attendance": "none"}
            intake_services.state_facts(request_id, facts=facts, actor=actor, now=request.now)
        elif chosen in known:
            intake_services.name_attendant(
                request_id,
                attendance=known[chosen].role,
                person_id=known[chosen].person_id,
                owner_id=known[chosen].owner_id,
                actor=actor,
                now=request.now,
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("console_request", request_id=request_id)


@require_POST
@staff_only
def caller(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Hold what the caller said of place and name against the record (3.1, A1.1)."""
    found = found_or_404(request, request_id)
    form = CallerForm(request.POST)
    if not form.is_valid():
        return show(request, found, form=form, asked=presenting.CALLER, status=422)
    role = found.stated.get("requester.role", "resident")
    said = form.cleaned_data
    if party_queries.building_of(request.viewer, said["building"]) is None:
        raise Http404
    match = callers.match(
        said["building"],
        room=said["room"],
        name=said["name"],
        role=role,
        at=found.request.received_at,
        now=request.now,
    )
    if not match.room_matches or not (match.name_matches or "go_on" in request.POST):
        return show(request, found, form=form, match=match, asked=presenting.CALLER, status=422)
    try:
        _take_caller(request, request_id, match=match, role=role)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("console_request", request_id=request_id)


def _take_caller(request: PageRequest, request_id: uuid.UUID, *, match: Match, role: str) -> None:
    actor, now = request.viewer.actor, request.now
    assert match.dwelling_id is not None  # noqa: S101 - the form asked again without a dwelling
    intake_services.choose_dwelling(
        request_id,
        dwelling_id=match.dwelling_id,
        requester_person_id=match.person_id,
        requester_owner_id=match.owner_id,
        actor=actor,
        now=now,
    )
    if role == "resident":
        facts = questions.facts_with("requester.is_registrant", match.name_matches)
        intake_services.state_facts(request_id, facts=facts, actor=actor, now=now)
    elif not match.name_matches:
        facts = questions.facts_with("requester.role", "other")
        intake_services.state_facts(request_id, facts=facts, actor=actor, now=now)
    if match.name_matches:
        messages.success(request, _("登録と一致しました。"))


def show(
    request: PageRequest,
    found: Interview,
    *,
    form: Form | None = None,
    match: Match | None = None,
    asked: str = "",
    forms: dict[str, Form] | None = None,
    note: tuple[str, str] = ("", ""),
    status: int = 200,
) -> HttpResponse:
    """Render the page, or the fragment that htmx picks out of it.

    `note` is what was typed beside an answer, and what is wrong with it.
    """
    interviews.record_shown(found, viewer=request.viewer, now=request.now)
    page = presenting.request_page(found, viewer=request.viewer, now=request.now)
    may_ask = page.may_state and (page.state == "asking" or bool(asked) or "ask" in request.GET)
    step = presenting.step(found, asked=asked or request.GET.get("ask", ""))
    context = {
        **frame(request, here_id=str(page.id)),
        "page": page,
        "stand": intake_queries.stand_of(page.id),
        "step": step,
        "asks": may_ask,
        "note": note,
        "attendants": found.attendants,
        "prices": money_queries.price_list(found.request.company_id, on=request.now),
        **_decision_forms(page),
        **(forms or {}),
    }
    if may_ask and step.kind == "caller":
        context |= _caller_context(request, found, form=form, match=match)
    response = render(request, "console/request.html", context, status=status)
    if status != HTTPStatus.OK:
        # The address of a form that was sent cannot be loaded again; the page's own can.
        response["HX-Push-Url"] = "false"
    return response


def _decision_forms(page: presenting.RequestPage) -> dict[str, Any]:
    told = "\n".join(page.says)
    return {
        "accept_form": AcceptForm(owner_asks=page.owner_asks),
        "allow_form": AllowForm(owner_asks=page.owner_asks, protected=page.protected),
        "decline_form": DeclineForm(initial={"words_told": told}),
        "words_told": told,
    }


def _caller_context(
    request: PageRequest, found: Interview, *, form: Form | None, match: Match | None
) -> dict[str, Any]:
    search = SearchForm(request.GET if "q" in request.GET else None)
    by_phone = intake_queries.buildings_by_phone(request.viewer, found.number)
    shown = by_phone
    if "q" in request.GET:
        shown = party_queries.search_buildings(request.viewer, request.GET["q"], limit=8)
    chosen = form.cleaned_data.get("building") if form is not None and form.is_bound else None
    if chosen is not None and chosen not in {each.id for each in shown}:
        building = party_queries.building_of(request.viewer, chosen)
        shown = [*shown, building] if building else shown
    if chosen is None and len(shown) == 1:
        chosen = shown[0].id
    form = form or CallerForm()
    if len(shown) == 1:
        form.fields["room"].widget.attrs["data-focus-first"] = True
    return {
        "search": search,
        "form": form,
        "buildings": shown,
        "building_id": str(chosen or ""),
        "found_by_phone": len(by_phone),
        "match": match,
        "role": found.stated.get("requester.role", "resident"),
    }
