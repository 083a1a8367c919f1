"""What the firm has in hand, and answering an offer on a technician's behalf."""

from math import ceil
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.accounts import context
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.dispatch.firm_queries import FirmCase, FirmOffer
from kaketsuke.overview import contractor as overview
from kaketsuke.overview.contractor import Member
from kaketsuke.web import badges
from kaketsuke.web.contractor import forms
from kaketsuke.web.permission import PageRequest, for_roles
from kaketsuke.web.telling import telling

contractor_only = for_roles("contractor")
Offered = tuple[FirmOffer, Member]


@never_cache
@require_GET
@contractor_only
def desk(request: PageRequest) -> HttpResponse:
    """Show offers, cases, technicians and the chain of mandate; asked again, the offers alone."""
    if "seen" in request.GET:
        return _offers(request)
    found = overview.desk(request.viewer, at=request.now)
    shown = {
        "desk": found,
        "offers": _shown(found.offers),
        "seen": _seen(found.offers),
        "cases": [(case, member, _badge(case.state)) for case, member in found.cases],
    }
    return render(request, "contractor/desk.html", shown)


@require_POST
@contractor_only
def accept(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Take an offer for the technician who was asked."""
    found = _offer(request, offer_id)
    if found is None:
        return _gone(request)
    with telling(
        request, _("引き受けました。作業員の画面に案件が出ます。"), refused=messages.warning
    ):
        _answer(request, found, accept=True)
    return redirect("contractor")


@never_cache
@require_http_methods(["GET", "POST"])
@contractor_only
def pass_on(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Ask for the reason, then pass the offer on."""
    found = _offer(request, offer_id)
    if found is None:
        return _gone(request)
    form = forms.PassForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with telling(
            request, _("次の作業員に打診します。ありがとうございました。"), refused=messages.warning
        ):
            _answer(request, found, accept=False, reason=form.cleaned_data["reason"])
        return redirect("contractor")
    shown = {"offer": found[0], "member": found[1], "form": form}
    return render(request, "contractor/pass.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@contractor_only
def withdraw(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Ask for the reason, then let the technician go from a case whose work has not begun."""
    found = _before_work(request, case_id)
    if found is None:
        messages.info(
            request, _("この案件の作業員は、いま外せません。運営会社へ電話してください。")
        )
        return redirect("contractor")
    form = forms.WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with (
            telling(
                request,
                _("次の作業員を探します。お客さまには改めてお知らせします。"),
                refused=messages.warning,
            ),
            context.as_system(),
        ):
            dispatch_services.release(
                case_id,
                actor=request.viewer.actor,
                reason=form.cleaned_data["reason"],
                technician=found[1].id,
                now=request.now,
            )
        return redirect("contractor")
    shown = {"case": found[0], "member": found[1], "form": form}
    return render(request, "contractor/withdraw.html", shown, status=422 if form.errors else 200)


def _before_work(request: PageRequest, case_id: UUID) -> tuple[FirmCase, Member] | None:
    """Return a case that one of the viewer's technicians may still leave; any other is none."""
    cases = overview.desk(request.viewer, at=request.now).cases
    return next((each for each in cases if each[0].case_id == case_id and each[0].may_leave), None)


def _offers(request: PageRequest) -> HttpResponse:
    found = overview.live_offers(request.viewer, at=request.now)
    if request.GET["seen"] == _seen(found):
        # What the page shows already is not read aloud again.
        return HttpResponse(status=204)
    shown = {"offers": _shown(found), "seen": _seen(found), "again": True}
    return render(request, "contractor/offers.html", shown)


def _shown(offers: tuple[Offered, ...]) -> list[tuple[FirmOffer, Member, int]]:
    return [(offer, member, ceil(offer.travel_seconds / 60)) for offer, member in offers]


def _seen(offers: tuple[Offered, ...]) -> str:
    return ",".join(str(offer.id) for offer, _member in offers)


def _badge(state: str) -> badges.Badge:
    return badges.OUTSIDE_BADGES.get(state) or badges.CASE_BADGES[state]


def _offer(request: PageRequest, offer_id: UUID) -> Offered | None:
    """Return an offer that is live and to one of the viewer's technicians; any other is none."""
    offers = overview.live_offers(request.viewer, at=request.now)
    return next((each for each in offers if each[0].id == offer_id), None)


def _gone(request: PageRequest) -> HttpResponse:
    messages.info(request, _("この打診はもうありません。"))
    return redirect("contractor")


def _answer(request: PageRequest, found: Offered, *, accept: bool, reason: str = "") -> None:
    """Answer under the product's own sight: the desk's own reads what it needs, and writes no row.

    Whether the offer is one of the desk's was just read under its own.
    """
    offer, member = found
    with context.as_system():
        dispatch_services.answer_offer(
            offer.id,
            technician=member.id,
            accept=accept,
            reason=reason,
            actor=request.viewer.actor,
            now=request.now,
        )
