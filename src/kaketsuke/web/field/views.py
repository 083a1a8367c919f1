"""The technician's pages: what is asked now, the one screen of the live case, and each step."""

from math import ceil
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.accounts import context, live
from kaketsuke.database.refusals import Refusal
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.dispatch.queries import OfferCard
from kaketsuke.network import services as network_services
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.actions import Sent
from kaketsuke.overview import field as field_overview
from kaketsuke.overview.field import Job
from kaketsuke.parties.premises import Premises
from kaketsuke.web import premises
from kaketsuke.web.field import (
    access,
    bundles,
    drain,
    forms,
    presenting,
    screens,
    steps,
    takes,
    words,
)
from kaketsuke.web.field.access import own_case, technician_id, technician_only
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.telling import telling


@never_cache
@require_GET
@technician_only
def start(request: PageRequest) -> HttpResponse:
    """Show the offer that waits; with a live case go straight to it."""
    bound = dispatch_queries.live_assignment(technician_id(request))
    if bound is not None and bound.role == "second":
        return access.going_to(request, "field_order", bound.case_id)
    if bound is not None:
        return access.going_to(request, "field_case", bound.case_id)
    return _offers(request)


@never_cache
@require_http_methods(["GET", "POST"])
@technician_only
def pass_offer(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Ask for the reason, then pass the offer on to the next technician."""
    offer = _own_offer(request, offer_id)
    form = forms.PassForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with telling(
            request, _("次の作業員に打診します。ありがとうございました。"), refused=messages.warning
        ):
            _answer(request, offer_id, accept=False, reason=form.cleaned_data["reason"])
        return redirect("field")
    if offer is None:
        return redirect("field")
    status = 422 if form.errors else 200
    return render(request, "field/pass.html", {"offer": offer, "form": form}, status=status)


@require_POST
@technician_only
def accept_offer(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Take the offer; pressed twice it is taken once."""
    try:
        _answer(request, offer_id, accept=True)
    except Refusal as refusal:
        if dispatch_queries.live_assignment(technician_id(request)) is None:
            messages.warning(request, str(refusal))
    else:
        messages.success(request, _("引き受けました。お客さまに担当が決まったことを伝えます。"))
    return redirect("field")


@never_cache
@require_GET
@own_case
def case(request: PageRequest, job: Job) -> HttpResponse:
    """Show the one screen for where the case stands."""
    return presenting.screen(request, job)


@never_cache
@require_http_methods(["GET", "POST"])
@own_case
def step(request: PageRequest, job: Job, name: str) -> HttpResponse:
    """Ask what a step needs, or take it: the row and the case move in one transaction."""
    if name not in steps.STEPS:
        raise Http404
    if request.method == "GET":
        return _step_page(request, job, name, presenting.form_for(name, job=job))
    form = presenting.form_for(name, request.POST, request.FILES, job=job)
    if not form.is_valid():
        return _step_page(request, job, name, form, status=422)
    try:
        _take(request, job, name, form)
    except Refusal as refusal:
        return _refused(request, job, name, form, refusal)
    messages.success(request, str(steps.STEPS[name].said))
    return _after(request, job)


@require_GET
@own_case
def pulse(request: PageRequest, job: Job) -> HttpResponse:
    """Say whether the page in hand still fits: read it anew, or warn and keep what is typed."""
    if request.GET.get("screen", screens.screen_of(job).name) != screens.screen_of(job).name:
        return render(request, "field/changed.html", {"job": job})
    answer = HttpResponse(status=204)
    if request.GET.get("seq", str(job.last_seq)) != str(job.last_seq):
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@own_case
def second_leaves(request: PageRequest, job: Job) -> HttpResponse:
    """The lead lets the second technician go."""
    dispatch_services.release_second(job.case_id, actor=request.viewer.actor, now=request.now)
    messages.success(request, _("二人目の作業員の担当を解きました。"))
    return redirect("field_case", job.case_id)


@require_POST
@own_case
def position(request: PageRequest, job: Job) -> HttpResponse:
    """Share where the technician is: on the way, and at no other time."""
    form = forms.PlacedForm(request.POST)
    if job.state != "en_route" or not form.is_valid() or form.position is None:
        return HttpResponse(status=409)
    latitude, longitude = form.position
    network_services.record_position(
        technician_id(request),
        at=request.now,
        latitude=latitude,
        longitude=longitude,
        now=request.now,
    )
    return HttpResponse(status=204)


@never_cache
@require_GET
@own_case
def bundle(request: PageRequest, job: Job) -> HttpResponse:
    """Give the phone what it needs to go on without a signal."""
    return JsonResponse(bundles.bundle(request, job))


def _offers(request: PageRequest) -> HttpResponse:
    offers = dispatch_queries.live_offers(technician_id(request), at=request.now)
    taken_back = dispatch_queries.lately_taken_back(technician_id(request), at=request.now)
    shown = [*(each.id for each in offers), *(each.id for each in taken_back)]
    ids = ",".join(map(str, shown))
    if request.GET.get("seen") == ids:
        # The page asks every few seconds; what it shows already is not read aloud again.
        return HttpResponse(status=204)
    context = {
        "offers": [
            (
                offer,
                words.CAUSES.get(offer.cause, offer.cause),
                ceil(offer.travel_seconds / 60),
                premises.rows(offer.premises or Premises()),
            )
            for offer in offers
        ],
        "taken_back": taken_back[:1],
        "seen": ids,
        "now": request.now,
        "live_ticket": live.make_case_ticket(offers[0].case_id) if offers else "",
    }
    return render(request, "field/start.html", context)


def _own_offer(request: PageRequest, offer_id: UUID) -> OfferCard | None:
    offers = dispatch_queries.live_offers(technician_id(request), at=request.now)
    return next((offer for offer in offers if offer.id == offer_id), None)


def _answer(request: PageRequest, offer_id: UUID, *, accept: bool, reason: str = "") -> None:
    with transaction.atomic():
        dispatch_services.answer_offer(
            offer_id,
            technician=technician_id(request),
            accept=accept,
            reason=reason,
            now=request.now,
        )


def _take(request: PageRequest, job: Job, name: str, form: forms.StepForm) -> None:
    by: takes.By = {
        "technician": technician_id(request),
        "now": request.now,
        "event_at": form.cleaned_data["event_at"],
        "idempotency_key": form.cleaned_data["key"],
    }
    key = form.cleaned_data["key"]
    with transaction.atomic():
        steps.STEPS[name].take(job.case_id, form, by)
        if key is None:
            return
        # Should the answer get lost, the phone sends the same press again from its queue.
        sent = Sent(key, name, form.cleaned_data["event_at"] or request.now)
        with context.as_system():
            onsite_services.keep_answer(
                job.case_id,
                sent,
                technician=technician_id(request),
                outcome=drain.APPLIED,
                now=request.now,
            )


def _refused(
    request: PageRequest, job: Job, name: str, form: forms.StepForm, refusal: Refusal
) -> HttpResponse:
    """Say why, beside what was typed; where the case went on meanwhile, show where it stands."""
    now = field_overview.job(job.case_id, at=request.now)
    if not steps.STEPS[name].asks:
        return presenting.screen(request, now, error=str(refusal), status=409)
    form.add_error(None, str(refusal))
    return _step_page(request, now, name, form, status=409)


def _after(request: PageRequest, job: Job) -> HttpResponse:
    """Go on to the next screen; an ended case is shown once more, then it is gone."""
    reached = field_overview.job(job.case_id, at=request.now)
    # A settled case closes by itself within the second: a redirect would come too late to see it.
    if screens.screen_of(reached).name == "end":
        return presenting.screen(request, reached)
    return redirect("field_case", job.case_id)


def _step_page(
    request: PageRequest, job: Job, name: str, form: forms.StepForm, *, status: int = 200
) -> HttpResponse:
    context = presenting.step_context(job, name, form)
    return render(request, "field/step.html", context, status=status)
