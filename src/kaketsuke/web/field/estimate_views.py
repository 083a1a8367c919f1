"""Estimates on the technician's phone: lines from the price list, one total, the payer's word."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.database.refusals import Refusal
from kaketsuke.money import handing, payers, signing
from kaketsuke.money import queries as money_queries
from kaketsuke.money import services as money_services
from kaketsuke.money.queries import EstimateCard, PriceLine
from kaketsuke.overview.field import Job
from kaketsuke.web import data_words
from kaketsuke.web.answering import SignedAnswerForm
from kaketsuke.web.field import presenting, screens, words
from kaketsuke.web.field.access import own_case, technician_id
from kaketsuke.web.field.forms import StepForm
from kaketsuke.web.files import pdf_answer
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.telling import keeping, telling

MOST = 999


class EstimateForm(StepForm):
    """One number for each item of the price list."""

    def __init__(self, *given: Any, items: list[PriceLine], **kept: Any) -> None:
        """Add a quantity for each item."""
        super().__init__(*given, **kept)
        self.items = items
        for item in items:
            self.fields[f"quantity_{item.code}"] = django_forms.IntegerField(
                label=data_words.item_name(item),
                required=False,
                min_value=0,
                max_value=MOST,
                widget=django_forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off", "class": "figures"}
                ),
            )

    def by_item(self) -> list[tuple[PriceLine, django_forms.BoundField]]:
        """Return each item with its field."""
        return [(item, self[f"quantity_{item.code}"]) for item in self.items]

    def drafts(self) -> list[money_services.LineDraft]:
        """Return the lines with a quantity."""
        return [
            money_services.LineDraft(item.code, quantity)
            for item in self.items
            if (quantity := self.cleaned_data[f"quantity_{item.code}"])
        ]


@never_cache
@require_http_methods(["GET", "POST"])
@own_case
def estimate(request: PageRequest, job: Job) -> HttpResponse:
    """Choose lines from the price list and write the next version (A1.3)."""
    items = money_queries.price_list(job.company_id, on=request.now)
    form = EstimateForm(request.POST if request.method == "POST" else None, items=items)
    if request.method == "POST" and form.is_valid():
        with keeping(form):
            with transaction.atomic():
                money_services.make_estimate(
                    job.case_id,
                    form.drafts(),
                    technician=technician_id(request),
                    now=request.now,
                    idempotency_key=form.cleaned_data["key"],
                )
            return redirect("field_payer", job.case_id)
    context = {
        **presenting.around(job),
        "form": form,
        "lines": form.by_item(),
        "code": _code_of(form),
        "kinds": words.KINDS,
        "approved": money_queries.approved_estimate(job.case_id),
        "screen": screens.screen_of(job),
    }
    return render(request, "field/estimate.html", context, status=422 if form.errors else 200)


@never_cache
@own_case
def payer(request: PageRequest, job: Job) -> HttpResponse:
    """Show the payer what it costs; the word is given here or on their own phone (A1.3, 3.3)."""
    card = money_queries.open_estimate(job.case_id)
    if card is None:
        return redirect("field_case", job.case_id)
    return _payer_page(request, job, card, SignedAnswerForm(estimate_id=card.id))


def _payer_page(
    request: PageRequest, job: Job, card: EstimateCard, form: SignedAnswerForm
) -> HttpResponse:
    context = {
        **presenting.around(job),
        "estimate": card,
        "form": form,
        "code": signing.code_of(card.id),
        "kinds": words.KINDS,
        "signs_here": payers.is_at_the_door(job.case_id),
        "screen": screens.screen_of(job),
    }
    return render(request, "field/payer.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@own_case
def sheet(_request: PageRequest, job: Job, estimate_id: UUID) -> HttpResponse:
    """Hand over the statutory sheet of one version, without the customer's name."""
    return pdf_answer(
        handing.sheet(_card(job, estimate_id), for_the_payer=False),
        name=f"estimate-K-{job.number}.pdf",
    )


@require_POST
@own_case
def answer(request: PageRequest, job: Job, estimate_id: UUID) -> HttpResponse:
    """Take the payer's word on this screen; the same answer twice is one answer."""
    card = _card(job, estimate_id)
    form = SignedAnswerForm(request.POST, estimate_id=estimate_id)
    if not form.is_valid():
        return _payer_page(request, job, card, form)
    approved = form.approved
    try:
        with transaction.atomic():
            money_services.answer_estimate(
                estimate_id,
                approved=approved,
                how="technicians_screen",
                actor=Actor(ActorRole.TECHNICIAN, technician_id(request)),
                signed=form.signed,
                sheet=form.cleaned_data["sheet"],
                now=request.now,
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("承認を記録しました。")
            if approved
            else _("お断りを記録しました。費用はかかりません。"),
        )
    return redirect("field_case", job.case_id)


@require_POST
@own_case
def begin_line(request: PageRequest, job: Job, line_id: UUID) -> HttpResponse:
    """Begin an approved part: from here it may be charged (A1.3)."""
    approved = money_queries.approved_estimate(job.case_id)
    if approved is None or line_id not in {line.id for line in approved.lines}:
        raise Http404
    with telling(request, _("有料の作業を始めたことを記録しました。")), transaction.atomic():
        money_services.begin_line(line_id, technician=technician_id(request), now=request.now)
    return redirect("field_case", job.case_id)


def _code_of(form: EstimateForm) -> str:
    """Return the code that the version would have if the signal went away at this very press."""
    try:
        return signing.code_of(UUID(str(form["key"].value())))
    except ValueError:
        return ""


def _card(job: Job, estimate_id: UUID) -> EstimateCard:
    cards = {card.id: card for card in money_queries.estimates_of(job.case_id)}
    if estimate_id not in cards:
        raise Http404
    return cards[estimate_id]
