"""Requests about one's own data at the desk: the list with every clock, one request, its steps."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import declarations, disclosure, lifecycle, queries, services
from kaketsuke.privacy import words as privacy_words
from kaketsuke.privacy.queries import RequestRow
from kaketsuke.web.permission import PageRequest, for_roles
from kaketsuke.web.privacy import forms, managers, papers, words
from kaketsuke.web.telling import keeping, telling
from kaketsuke.web.templatetags.paging import asked_page

desk_only = for_roles("privacy")


@require_GET
@desk_only
def requests(request: PageRequest) -> HttpResponse:
    """List what people asked, the first due first."""
    ended = request.GET.get("ended") == "1"
    today = timezone.localdate(request.now)
    found = queries.desk_rows(request.viewer, ended=ended, page=asked_page(request))
    context = {
        "page": found.showing([_line(each, today=today) for each in found.rows]),
        "ended": ended,
        "managers": managers.of(request),
    }
    return render(request, "privacy/requests.html", context)


def _line(row: RequestRow, *, today: Any) -> dict[str, Any]:
    is_open = row.state in lifecycle.OPEN
    return {
        "row": row,
        "badge": words.STATES[row.state],
        "kind": words.KINDS[row.kind],
        "channel": words.CHANNELS[row.channel],
        "open": is_open,
        "late": is_open and today > row.due_on,
        "soon": is_open and row.alarm_on <= today <= row.due_on,
    }


@require_http_methods(["GET", "POST"])
@desk_only
def new(request: PageRequest) -> HttpResponse:
    """Write down what somebody asks; a registered number leads to the person."""
    form = forms.NewRequestForm(request)
    if form.is_valid():
        asked = form.cleaned_data
        with keeping(form):
            opened = services.open_request(
                kind=asked["kind"],
                channel=asked["channel"],
                person_id=asked["person_id"],
                company_id=asked["company_id"],
                contact=asked["phone"],
                applicant=asked["applicant"],
                words=asked["words"],
                by_agent=asked["by_agent"],
                actor=request.viewer.actor,
                now=request.now,
            )
            messages.success(request, _("受け付けました。14日以内に回答します。"))
            return redirect("privacy_request", request_id=opened.pk)
    status = 422 if form.errors else 200
    return render(request, "privacy/new.html", {"form": form}, status=status)


@require_GET
@desk_only
def one(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show one request with what is held and what may be done."""
    return _show(request, request_id)


@require_POST
@desk_only
def do(request: PageRequest, request_id: uuid.UUID, what: str) -> HttpResponse:
    """Take the step that was pressed."""
    found = queries.data_request(request.viewer, request_id)
    if what not in STEPS or found is None:
        raise Http404
    form_class, step = STEPS[what]
    if form_class is None:
        with telling(request, _("記録しました。")):
            step(request_id, {}, request)
        return redirect("privacy_request", request_id=request_id)
    asked = {"by_agent": found.by_agent} if form_class is forms.CheckForm else {}
    form = form_class(request.POST, **asked)
    if form.is_valid():
        with keeping(form):
            step(request_id, form.cleaned_data, request)
            messages.success(request, _("記録しました。"))
            return redirect("privacy_request", request_id=request_id)
    return _show(request, request_id, form=form, status=422)


def _check(request_id: uuid.UUID, given: dict[str, Any], request: PageRequest) -> None:
    services.check_identity(
        request_id,
        how=given["how"],
        agent_authority=given.get("agent_authority", ""),
        actor=request.viewer.actor,
        now=request.now,
    )


def _grant(request_id: uuid.UUID, given: dict[str, Any], request: PageRequest) -> None:
    services.grant(
        request_id, reasons=given["reasons"], actor=request.viewer.actor, now=request.now
    )


def _refuse(request_id: uuid.UUID, given: dict[str, Any], request: PageRequest) -> None:
    services.refuse(
        request_id, reasons=given["reasons"], actor=request.viewer.actor, now=request.now
    )


def _withdraw(request_id: uuid.UUID, _given: dict[str, Any], request: PageRequest) -> None:
    services.withdraw(request_id, actor=request.viewer.actor, now=request.now)


def _carry_out(request_id: uuid.UUID, _given: dict[str, Any], request: PageRequest) -> None:
    services.carry_out(request_id, actor=request.viewer.actor, now=request.now)


def _correct(request_id: uuid.UUID, given: dict[str, Any], request: PageRequest) -> None:
    names = {each: given[each] for each in ("family", "given", "kana", "romaji")}
    services.correct(
        request_id, names=names, phone=given["phone"], actor=request.viewer.actor, now=request.now
    )


STEPS: dict[str, tuple[Any, Any]] = {
    "check": (forms.CheckForm, _check),
    "grant": (forms.DecideForm, _grant),
    "refuse": (forms.DecideForm, _refuse),
    "withdraw": (None, _withdraw),
    "carry_out": (None, _carry_out),
    "correct": (forms.CorrectForm, _correct),
}


def _show(
    request: PageRequest, request_id: uuid.UUID, *, form: Any = None, status: int = 200
) -> HttpResponse:
    found = queries.data_request(request.viewer, request_id)
    if found is None:
        raise Http404
    page = queries.request_page(found, viewer=request.viewer, now=request.now)
    name = people_queries.names_of([found.person_id]) if found.person_id else {}
    person = name.get(found.person_id) if found.person_id else None
    held = disclosure.held_about(declarations.subject_of(found))
    context = {
        "page": page,
        "line": _line(page.row, today=timezone.localdate(request.now)),
        "name": person.full if person else "",
        "held": held,
        "other_language": papers.other_than(papers.language_of(found.person_id)),
        "kept": [_kept(model, each) for model, each in page.kept.items()],
        "how": words.HOW.get(page.identity_how, ""),
        "steps": [(at, words.EVENTS[event]) for at, event, _role in page.steps],
        "allowed": {
            str(each) for each in lifecycle.allowed(page.row.state, request.viewer.actor.role)
        },
        "form": form,
        "check": form
        if isinstance(form, forms.CheckForm)
        else forms.CheckForm(by_agent=found.by_agent),
        "decide": form if isinstance(form, forms.DecideForm) else forms.DecideForm(),
        "correct": form if isinstance(form, forms.CorrectForm) else _correct_form(person),
    }
    return render(request, "privacy/request.html", context, status=status)


def _kept(model: str, each: dict[str, object]) -> dict[str, object]:
    """What had to stay: its name, how many rows, and the last day where there is one."""
    until = date.fromisoformat(str(each["until"])) if each["until"] else None
    return {"title": privacy_words.table(model), "rows": each["rows"], "until": until}


def _correct_form(person: people_queries.PersonName | None) -> forms.CorrectForm | None:
    if person is None:
        return None
    known = {each: getattr(person, each) for each in ("family", "given", "kana", "romaji")}
    return forms.CorrectForm(initial=known)
