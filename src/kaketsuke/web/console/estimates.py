"""An estimate answered by telephone: read out to whoever pays, and their word written down (3.3).

For a payer who is elsewhere, or whose phone shows nothing: an owner, a resident without a signal.
"""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.money import handing
from kaketsuke.money import queries as money_queries
from kaketsuke.money import services as money_services
from kaketsuke.money.queries import EstimateCard
from kaketsuke.web.answering import AnswerForm
from kaketsuke.web.console.cases import found_or_404
from kaketsuke.web.files import pdf_answer
from kaketsuke.web.permission import PageRequest, staff_only
from kaketsuke.web.telling import keeping

SAY_SO = gettext_lazy("読み上げて、お返事を聞いてから選んでください。")
READ_OUT_ANEW = gettext_lazy(
    "読み上げているあいだに見積りが変わりました。いまの見積りを読み上げて、お返事を聞き直してください。"
)


class SpokenAnswerForm(AnswerForm):
    """The operator says what was done on the telephone; a decline needs none of it."""

    # The version that was read out: the word is for this one and no other.
    estimate = forms.UUIDField(widget=forms.HiddenInput)
    payer_known = forms.BooleanField(
        label=gettext_lazy("お支払いになるご本人と確かめました"),
        error_messages={"required": SAY_SO},
    )
    read_out = forms.BooleanField(
        label=gettext_lazy("合計と、断っても費用がかからないことを読み上げました"),
        error_messages={"required": SAY_SO},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the two only of an approval."""
        cleaned = super().clean()
        if cleaned.get("answer") == "decline":
            for name in ("payer_known", "read_out"):
                self.errors.pop(name, None)
        return cleaned


@require_http_methods(["GET", "POST"])
@staff_only
def by_telephone(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Read the newest estimate out and take the payer's word (A1.3, 3.3)."""
    page = found_or_404(request, case_id)
    card = _open_one(case_id)
    form = SpokenAnswerForm(
        request.POST if request.method == "POST" else None, initial={"estimate": card.id}
    )
    if request.method == "POST" and request.POST.get("estimate") != str(card.id):
        messages.error(request, READ_OUT_ANEW)
        return redirect("console_estimate", case_id=case_id)
    if form.is_valid():
        with keeping(form):
            with transaction.atomic():
                money_services.answer_estimate(
                    card.id,
                    approved=form.approved,
                    how="by_telephone",
                    actor=request.viewer.actor,
                    sheet=form.cleaned_data["sheet"],
                    now=request.now,
                )
            messages.success(request, _("お返事を記録しました。作業員に伝わりました。"))
            return redirect("console_case", case_id=case_id)
    shown = {"page": page, "case": page.case, "estimate": card, "form": form}
    return render(request, "console/estimate.html", shown, status=422 if form.errors else 200)


@require_GET
@staff_only
def sheet(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Open the statutory sheet of the newest estimate."""
    page = found_or_404(request, case_id)
    pdf = handing.sheet(_open_one(case_id), for_the_payer=True)
    return pdf_answer(pdf, name=f"estimate-K-{page.case.number}.pdf")


def _open_one(case_id: uuid.UUID) -> EstimateCard:
    card = money_queries.open_estimate(case_id)
    if card is None:
        raise Http404
    return card
