"""What each firm gets for a finished job: the agreement behind the free service (X-16)."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.money import ledger
from kaketsuke.money import services as money_services
from kaketsuke.web.fields import OurForm, YenField
from kaketsuke.web.permission import PageRequest, office_only
from kaketsuke.web.telling import keeping


class FeeForm(OurForm):
    job_yen = YenField(label=gettext_lazy("新しい料金"), most=999_999)


@require_GET
@office_only
def fees(request: PageRequest) -> HttpResponse:
    """List the firms under contract, those without an agreed fee first."""
    return _show(request)


@require_POST
@office_only
def set_fee(request: PageRequest, company_id: UUID, firm_id: UUID) -> HttpResponse:
    """Agree another fee, from now on; lines that were noted stay as they are."""
    known = {(fee.company_id, fee.firm_id) for fee in ledger.fees(request.viewer, at=request.now)}
    if (company_id, firm_id) not in known:
        raise Http404
    form = FeeForm(request.POST, auto_id=_auto_id(company_id, firm_id))
    if form.is_valid():
        with keeping(form):
            with transaction.atomic():
                money_services.set_job_fee(
                    company_id, firm_id=firm_id, **form.cleaned_data, now=request.now
                )
            messages.success(request, _("料金を決めました。これから終わる作業に使います。"))
            return redirect("office_fees")
    return _show(request, sent=form)


def _show(request: PageRequest, *, sent: FeeForm | None = None) -> HttpResponse:
    """Show each firm with its form; the one that was sent keeps what was typed."""
    rows = []
    for fee in ledger.fees(request.viewer, at=request.now):
        auto_id = _auto_id(fee.company_id, fee.firm_id)
        form = sent if sent is not None and sent.auto_id == auto_id else FeeForm(auto_id=auto_id)
        rows.append((fee, form))
    return render(request, "office/fees.html", {"fees": rows}, status=422 if sent else 200)


def _auto_id(company_id: UUID, firm_id: UUID) -> str:
    """One page holds a form for each firm of each company."""
    return f"id_{company_id}_{firm_id}_%s"
