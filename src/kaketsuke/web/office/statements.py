"""Contractor statements: what firms are owed for finished jobs, and whether it was paid in time."""

from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.money import ledger
from kaketsuke.money import services as money_services
from kaketsuke.web.months import month_of
from kaketsuke.web.permission import PageRequest, office_only
from kaketsuke.web.telling import telling


@require_GET
@office_only
def statements(request: PageRequest) -> HttpResponse:
    """Show one month firm by firm; a line that is due and unpaid stands out."""
    today = timezone.localdate(request.now)
    month = month_of(request.GET.get("month", ""), today)
    firms = [
        {
            "name": name,
            "lines": [(line, line.paid_on is None and line.due_on <= today) for line in lines],
            "total_yen": sum(line.amount_yen for line in lines),
            "open_yen": sum(line.amount_yen for line in lines if line.paid_on is None),
        }
        for name, lines in _by_firm(ledger.statement(request.viewer, month=month))
    ]
    shown = {"firms": firms, "month": f"{month:%Y-%m}"}
    return render(request, "office/statements.html", shown)


@require_POST
@office_only
def pay(request: PageRequest, payable_id: UUID) -> HttpResponse:
    """Note that one line was paid."""
    month = month_of(request.POST.get("month", ""), timezone.localdate(request.now))
    if payable_id not in {line.id for line in ledger.statement(request.viewer, month=month)}:
        raise Http404
    with telling(request, _("支払いを記録しました。")), transaction.atomic():
        money_services.record_payment(
            payable_id, reference=request.POST.get("reference", ""), now=request.now
        )
    return redirect(f"{reverse('office_statements')}?month={month:%Y-%m}")


def _by_firm(lines: list[ledger.Line]) -> list[tuple[str, list[ledger.Line]]]:
    return [(name, list(each)) for name, each in groupby(lines, key=lambda line: line.firm_name)]
