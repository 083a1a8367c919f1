"""What each firm gets for a finished job: the agreement behind the free service (X-16)."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.money import ledger
from kaketsuke.money import services as money_services
from kaketsuke.web.permission import PageRequest, office_only
from kaketsuke.web.telling import telling


class FeeForm(forms.Form):
    job_yen = forms.IntegerField(min_value=1, max_value=999_999)


@require_GET
@office_only
def fees(request: PageRequest) -> HttpResponse:
    """List the firms under contract, those without an agreed fee first."""
    return render(
        request, "office/fees.html", {"fees": ledger.fees(request.viewer, at=request.now)}
    )


@require_POST
@office_only
def set_fee(request: PageRequest, company_id: UUID, firm_id: UUID) -> HttpResponse:
    """Agree another fee, from now on; lines that were noted stay as they are."""
    known = {(fee.company_id, fee.firm_id) for fee in ledger.fees(request.viewer, at=request.now)}
    if (company_id, firm_id) not in known:
        raise Http404
    form = FeeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("料金は 1 円から 999,999 円までの整数で入力してください。"))
        return redirect("office_fees")
    with (
        telling(request, _("料金を決めました。これから終わる作業に使います。")),
        transaction.atomic(),
    ):
        money_services.set_job_fee(
            company_id, firm_id=firm_id, job_yen=form.cleaned_data["job_yen"], now=request.now
        )
    return redirect("office_fees")
