"""The desk's and the supervisor's decisions: each is one service call, then the page again."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kaketsuke.cases import services as case_services
from kaketsuke.database.refusals import Refusal
from kaketsuke.intake import queries as intake_queries
from kaketsuke.intake import services as intake_services
from kaketsuke.overview.interview import Interview
from kaketsuke.web.console.forms import (
    AcceptForm,
    AllowForm,
    CallBackForm,
    DeclineForm,
    ReasonForm,
    SolvedForm,
)
from kaketsuke.web.console.interview import found_or_404, show
from kaketsuke.web.permission import PageRequest, staff_only, supervisor_only

OWNER_SIDE = ("owner", "owner_agent")


@require_POST
@staff_only
def accept(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Open the case: the rules accept, somebody entitled will stand at the door."""
    found = found_or_404(request, request_id)
    form = AcceptForm(request.POST, owner_asks=_owner_asks(found))
    if not form.is_valid():
        return show(request, found, forms={"accept_form": form}, status=422)
    try:
        _note_owner_reason(request, found, form)
        case = case_services.open_case(
            request_id,
            actor=request.viewer.actor,
            now=request.now,
            temporary_number=form.cleaned_data["temporary_number"] or None,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return show(
            request, found_or_404(request, request_id), forms={"accept_form": form}, status=409
        )
    messages.success(request, _("出動を手配しました。登録者さまにもお知らせします。"))
    return redirect("console_case", case_id=case.id)


@require_POST
@staff_only
def decline(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Keep the refusal with the words that were told (4.7)."""
    found = found_or_404(request, request_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return show(request, found, forms={"decline_form": form}, status=422)
    return _decide(request, request_id, words_told=form.cleaned_data["words_told"])


@require_POST
@staff_only
def refer(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Hand the request to a supervisor."""
    found_or_404(request, request_id)
    return _decide(request, request_id, words_told=request.POST.get("words_told", ""))


def _decide(request: PageRequest, request_id: uuid.UUID, *, words_told: str) -> HttpResponse:
    try:
        intake_services.decide(
            request_id, actor=request.viewer.actor, now=request.now, words_told=words_told
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("console_request", request_id=request_id)


@require_POST
@supervisor_only
def allow(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Go out although the rules referred it; with a leave where the document is inside (A1.2.2)."""
    found = found_or_404(request, request_id)
    form = AllowForm(request.POST, owner_asks=_owner_asks(found), protected=_protected(found))
    if not form.is_valid():
        return show(request, found, forms={"allow_form": form}, status=422)
    try:
        with transaction.atomic():
            _refuse_if_moved_on(request, request_id)
            _note_owner_reason(request, found, form)
            case = case_services.allow_request(
                request_id,
                supervisor=request.viewer.actor,
                reason=form.cleaned_data["reason"],
                leave=found.facts.get("photo_id") == "locked_inside",
                second_person=next(iter(intake_queries.seconded_by(request_id)), None),
                tell_registrants=form.cleaned_data.get("tell_registrants"),
                now=request.now,
                temporary_number=form.cleaned_data["temporary_number"] or None,
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return show(
            request, found_or_404(request, request_id), forms={"allow_form": form}, status=409
        )
    messages.success(request, _("出動を許可しました。"))
    return redirect("console_case", case_id=case.id)


@require_POST
@supervisor_only
def refuse(request: PageRequest, request_id: uuid.UUID) -> HttpResponse:
    """Decline a referred request in writing."""
    found = found_or_404(request, request_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        shown = AllowForm(request.POST, owner_asks=False, protected=_protected(found))
        return show(request, found, forms={"allow_form": shown}, status=422)
    try:
        with transaction.atomic():
            _refuse_if_moved_on(request, request_id)
            intake_services.refuse(
                request_id,
                supervisor=request.viewer.actor,
                reason=form.cleaned_data["reason"],
                tell_registrants="tell_registrants" in request.POST,
                now=request.now,
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("console_request", request_id=request_id)


@require_POST
@staff_only
def do(request: PageRequest, request_id: uuid.UUID, what: str) -> HttpResponse:
    """Take one of the small steps of a request that need no form of their own."""
    found = found_or_404(request, request_id)
    step = STEPS.get(what)
    if step is None:
        raise Http404
    try:
        to = step(request, found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        to = request_id
    return redirect("console_request", request_id=to)


def _solved(request: PageRequest, found: Interview) -> uuid.UUID:
    form = _valid(SolvedForm(request.POST))
    intake_services.solve_by_triage(
        found.request.id,
        what_helped=form.cleaned_data["helped"],
        actor=request.viewer.actor,
        now=request.now,
    )
    return found.request.id


def _lost(request: PageRequest, found: Interview) -> uuid.UUID:
    form = _valid(CallBackForm(request.POST))
    intake_services.lose_call(
        found.request.id,
        actor=request.viewer.actor,
        now=request.now,
        number=form.cleaned_data["number"] or None,
    )
    return found.request.id


def _reached(request: PageRequest, found: Interview) -> uuid.UUID:
    intake_services.reached(found.request.id, actor=request.viewer.actor, now=request.now)
    return found.request.id


def _give_up(request: PageRequest, found: Interview) -> uuid.UUID:
    intake_services.caller_gave_up(found.request.id, actor=request.viewer.actor, now=request.now)
    return found.request.id


def _second(request: PageRequest, found: Interview) -> uuid.UUID:
    with transaction.atomic():
        _refuse_if_moved_on(request, found.request.id)
        intake_services.second(found.request.id, actor=request.viewer.actor, now=request.now)
    return found.request.id


def _appeal(request: PageRequest, found: Interview) -> uuid.UUID:
    begun = intake_services.appeal(found.request.id, actor=request.viewer.actor, now=request.now)
    return begun.id


def _join(request: PageRequest, found: Interview) -> uuid.UUID:
    case_services.join_request(found.request.id, actor=request.viewer.actor, now=request.now)
    return found.request.id


STEPS: dict[str, Callable[[PageRequest, Interview], uuid.UUID]] = {
    "solved": _solved,
    "lost": _lost,
    "reached": _reached,
    "give_up": _give_up,
    "second": _second,
    "appeal": _appeal,
    "join": _join,
}


class CannotRead(Refusal):
    """The form was sent with something that it does not offer."""


def _valid(form: Form) -> Form:
    if not form.is_valid():
        raise CannotRead(" ".join(str(each) for errors in form.errors.values() for each in errors))
    return form


def _owner_asks(found: Interview) -> bool:
    return found.stated.get("requester.role") in OWNER_SIDE


def _protected(found: Interview) -> bool:
    return found.facts.get("protected") is True


def _refuse_if_moved_on(request: PageRequest, request_id: uuid.UUID) -> None:
    intake_services.refuse_if_moved_on(request_id, seen=request.POST.get("seen", ""))


def _note_owner_reason(request: PageRequest, found: Interview, form: Form) -> None:
    reason = form.cleaned_data.get("owner_reason")
    if reason:
        intake_services.note_owner_reason(
            found.request.id, reason=reason, actor=request.viewer.actor, now=request.now
        )
