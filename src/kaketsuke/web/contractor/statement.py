"""What the firm is owed for finished jobs, month by month, and nothing of the firms beside it."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kaketsuke.money import ledger
from kaketsuke.money.ledger import Line
from kaketsuke.sheets import writing
from kaketsuke.web import files, months
from kaketsuke.web.contractor.desk import contractor_only
from kaketsuke.web.permission import PageRequest


@never_cache
@require_GET
@contractor_only
def statement(request: PageRequest) -> HttpResponse:
    """Show one month; a line that is due and unpaid stands out."""
    today = timezone.localdate(request.now)
    month = months.month_of(request.GET.get("month", ""), today)
    lines = ledger.own_statement(request.viewer, month=month)
    context = {
        "month": f"{month:%Y-%m}",
        "several_firms": len({line.firm_name for line in lines}) > 1,
        "lines": [(line, line.paid_on is None and line.due_on <= today) for line in lines],
        "total_yen": sum(line.amount_yen for line in lines),
        "open_yen": sum(line.amount_yen for line in lines if line.paid_on is None),
    }
    return render(request, "contractor/statement.html", context)


@require_GET
@contractor_only
def export(request: PageRequest, kind: str) -> HttpResponse:
    """Hand over one month as CSV or XLSX."""
    month = months.month_of(request.GET.get("month", ""), timezone.localdate(request.now))
    rows = [_cells(line) for line in ledger.own_statement(request.viewer, month=month)]
    name = f"statement-{month:%Y-%m}"
    if kind == "csv":
        content = writing.csv_bytes(_header(), rows)
        return files.download(content, kind="text/csv; charset=utf-8", name=f"{name}.csv")
    if kind == "xlsx":
        content = writing.xlsx_bytes(_("支払明細"), _header(), rows)
        return files.download(content, kind=writing.XLSX, name=f"{name}.xlsx")
    raise Http404


def _header() -> list[str]:
    return [
        _("会社"),
        _("案件"),
        _("作業の日"),
        _("支払う会社"),
        _("金額"),
        _("期限"),
        _("支払いの日"),
        _("控えの番号"),
    ]


def _cells(line: Line) -> list[str | int]:
    return [
        line.firm_name,
        f"K-{line.case_number}",
        _written(line.done_on),
        line.payer or _("運営会社"),
        line.amount_yen,
        _written(line.due_on),
        _written(line.paid_on),
        line.reference,
    ]


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
