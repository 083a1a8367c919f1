"""The resident's page: follow the case, stop it, answer the estimate, keep the receipt."""

from typing import Any
from uuid import UUID, uuid4

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
from kaketsuke.money import services as money_services
from kaketsuke.overview import tracking
from kaketsuke.overview.tracking import Opened, Tracking
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.resident import words
from kaketsuke.web.resident.access import by_link


@require_GET
@by_link
def track(request: PageRequest, opened: Opened) -> HttpResponse:
    """Show where the case stands."""
    page = tracking.tracking_page(opened)
    return render(request, "resident/track.html", _shown(request, page))


@by_link
def stop(request: PageRequest, opened: Opened) -> HttpResponse:
    """Ask once, then halt the case for a supervisor: "this was not me"."""
    page = tracking.tracking_page(opened)
    if not page.may_stop:
        messages.info(request, _("いまは停止の必要がありません。下の状況をご確認ください。"))
        return _to_page(request)
    if request.method != "POST":
        return render(request, "resident/stop.html", {**_shown(request, page), "key": uuid4()})
    try:
        with transaction.atomic():
            case_services.press_stop(
                _token(request), now=request.now, idempotency_key=_key(request)
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("止めました。責任者が確認し、ご連絡します。"))
    return _to_page(request)


@require_POST
@by_link
def answer_estimate(request: PageRequest, opened: Opened, estimate_id: UUID) -> HttpResponse:
    """Take the payer's word; the same answer twice is one answer (A1.3, 3.3)."""
    page = tracking.tracking_page(opened)
    if not page.is_payer or page.estimate is None or page.estimate.id != estimate_id:
        raise Http404
    approved = request.POST.get("answer") == "approve"
    try:
        with transaction.atomic():
            money_services.answer_estimate(
                estimate_id,
                approved=approved,
                how="own_phone",
                actor=Actor(ActorRole.RESIDENT, opened.person_id),
                now=request.now,
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("承認しました。作業員に伝わりました。")
            if approved
            else _("お断りしました。費用はかかりません。"),
        )
    return _to_page(request)


@require_GET
@by_link
def receipt(request: PageRequest, opened: Opened) -> HttpResponse:
    """Show the receipt for keeping or printing."""
    page = tracking.tracking_page(opened)
    if page.receipt is None:
        raise Http404
    return render(request, "resident/receipt.html", _shown(request, page))


def _shown(request: PageRequest, page: Tracking) -> dict[str, Any]:
    return {
        "page": page,
        "said": words.said(page),
        "token": _token(request),
        "live_ticket": "" if page.is_over else live.make_case_ticket(page.case_id),
        "now": request.now,
        "receipt": page.receipt,
    }


def _token(request: PageRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""


def _key(request: PageRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _to_page(request: PageRequest) -> HttpResponse:
    return redirect("resident_track", _token(request))
