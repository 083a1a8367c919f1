"""The resident's page: follow the case, stop it, answer the estimate."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.accounts import live
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.database.refusals import Refusal
from kaketsuke.money import handing
from kaketsuke.money import services as money_services
from kaketsuke.network import queries as network_queries
from kaketsuke.overview import tracking
from kaketsuke.overview.tracking import Opened, Tracking
from kaketsuke.web.answering import AnswerForm
from kaketsuke.web.files import pdf_answer, picture
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.presses import key_of
from kaketsuke.web.resident import words
from kaketsuke.web.resident.access import by_link
from kaketsuke.web.telling import telling


@require_GET
@by_link
def track(request: PageRequest, opened: Opened) -> HttpResponse:
    """Show where the case stands."""
    page = tracking.tracking_page(opened, at=request.now)
    return render(request, "resident/track.html", shown(request, page))


@require_GET
@by_link
def portrait(request: PageRequest, opened: Opened) -> HttpResponse:
    """Show the face of whoever is bound to the case, for as long as the page names them."""
    coming = tracking.tracking_page(opened, at=request.now).technician
    content = network_queries.portrait(coming.technician_id) if coming else None
    if content is None:
        raise Http404
    return picture(content, kind="image/jpeg")


@by_link
def stop(request: PageRequest, opened: Opened) -> HttpResponse:
    """Ask once, then halt the case for a supervisor: "this was not me"."""
    page = tracking.tracking_page(opened, at=request.now)
    if not page.may_stop:
        messages.info(request, _("いまは停止の必要がありません。下の状況をご確認ください。"))
        return to_page(request)
    if request.method != "POST":
        return render(request, "resident/stop.html", {**shown(request, page), "key": uuid4()})
    with (
        telling(request, _("止めました。責任者が確認し、ご連絡します。")),
        transaction.atomic(),
    ):
        case_services.press_stop(
            token_of(request), now=request.now, idempotency_key=key_of(request)
        )
    return to_page(request)


@by_link
def object_to_word(request: PageRequest, opened: Opened) -> HttpResponse:
    """Ask once, then halt the case: "I agreed to no such thing" (A1.3)."""
    page = tracking.tracking_page(opened, at=request.now)
    if not page.is_payer:
        raise Http404
    if request.method != "POST":
        return render(request, "resident/object.html", {**shown(request, page), "key": uuid4()})
    with (
        telling(request, _("止めました。責任者がお話をうかがうまで、作業も請求も進めません。")),
        transaction.atomic(),
    ):
        money_services.object_to_word(
            page.case_id,
            actor=payer_of(page, opened),
            now=request.now,
            idempotency_key=key_of(request),
        )
    return to_page(request)


@require_POST
@by_link
def answer_estimate(request: PageRequest, opened: Opened, estimate_id: UUID) -> HttpResponse:
    """Take the payer's word; the same answer twice is one answer (A1.3, 3.3)."""
    page = _asked(opened, estimate_id, request)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        context = {**shown(request, page), "answer_form": form}
        return render(request, "resident/track.html", context, status=422)
    try:
        with transaction.atomic():
            money_services.answer_estimate(
                estimate_id,
                approved=form.approved,
                how="own_phone",
                actor=payer_of(page, opened),
                sheet=form.cleaned_data["sheet"],
                now=request.now,
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("承認しました。作業員に伝わりました。")
            if form.approved
            else _("お断りしました。費用はかかりません。"),
        )
    return to_page(request)


@require_GET
@by_link
def sheet(request: PageRequest, opened: Opened, estimate_id: UUID) -> HttpResponse:
    """Hand over the statutory sheet of the newest version."""
    page = _asked(opened, estimate_id, request)
    if page.estimate is None:
        raise Http404
    return pdf_answer(
        handing.sheet(page.estimate, for_the_payer=True), name=f"estimate-K-{page.number}.pdf"
    )


def _asked(opened: Opened, estimate_id: UUID, request: PageRequest) -> Tracking:
    """Return the page where this estimate is the payer's to see; one of another case is not."""
    page = tracking.tracking_page(opened, at=request.now)
    if not page.is_payer or page.estimate is None or page.estimate.id != estimate_id:
        raise Http404
    return page


def payer_of(page: Tracking, opened: Opened) -> Actor:
    """Return the holder of the payer's link as an actor: the resident, or the owner's side."""
    role = ActorRole.OWNER if page.requested_by == "owner" else ActorRole.RESIDENT
    return Actor(role, opened.person_id)


def shown(request: PageRequest, page: Tracking) -> dict[str, Any]:
    """Return what every page of the case shows."""
    return {
        "page": page,
        "said": words.said(page),
        "token": token_of(request),
        "live_ticket": "" if page.is_over else live.make_case_ticket(page.case_id),
        "now": request.now,
        "receipt": page.receipt,
        "settlement": page.settlement,
        "answer_form": AnswerForm(),
        "map_tiles": settings.MAP_TILES,
        "map_credit": settings.MAP_CREDIT,
    }


def token_of(request: PageRequest) -> str:
    """Return the token in the address."""
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""


def to_page(request: PageRequest) -> HttpResponse:
    """Lead back to the page of the case."""
    return redirect("resident_track", token_of(request))
