"""The payer's papers: the receipt, its PDF, and going back on the agreement within eight days."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.money import services as money_services
from kaketsuke.overview import tracking
from kaketsuke.overview.tracking import Opened, Tracking
from kaketsuke.web.files import pdf_answer
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.resident.access import to_papers
from kaketsuke.web.resident.views import payer_of, shown, token_of
from kaketsuke.web.telling import telling


@require_GET
@to_papers
def receipt(request: PageRequest, opened: Opened) -> HttpResponse:
    """Show the receipt for keeping or printing, or what is still to be paid."""
    return render(request, "resident/receipt.html", shown(request, _paid(request, opened)))


@require_GET
@to_papers
def receipt_pdf(request: PageRequest, opened: Opened) -> HttpResponse:
    """Hand over the receipt as it was made on the day."""
    page = _paid(request, opened)
    pdf = money_services.receipt_pdf(page.case_id, now=request.now)
    if pdf is None:
        raise Http404
    return pdf_answer(pdf, name=f"receipt-K-{page.number}.pdf")


@require_GET
@to_papers
def return_pdf(request: PageRequest, opened: Opened) -> HttpResponse:
    """Hand over the return invoice, once the money was given back."""
    page = _paid(request, opened)
    pdf = money_services.return_invoice_pdf(page.case_id)
    if pdf is None:
        raise Http404
    return pdf_answer(pdf, name=f"return-K-{page.number}.pdf")


@require_http_methods(["GET", "POST"])
@to_papers
def cancel(request: PageRequest, opened: Opened) -> HttpResponse:
    """Ask once, then cancel what was agreed at the door (cooling-off)."""
    page = _paid(request, opened)
    if request.method == "GET":
        return render(request, "resident/cancel.html", shown(request, page))
    with telling(request, _("取り消しました。違約金はかかりません。")), transaction.atomic():
        money_services.cancel_contract(page.case_id, actor=payer_of(page, opened), now=request.now)
    return redirect("resident_receipt", token_of(request))


def _paid(request: PageRequest, opened: Opened) -> Tracking:
    """Return the page of a settled case, for its payer alone."""
    page = tracking.tracking_page(opened, at=request.now)
    if page.settlement is None:
        raise Http404
    return page
