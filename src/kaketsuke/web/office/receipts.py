"""The books of receipts for office and claims, and the refunds that firms owe."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.database.refusals import Refusal
from kaketsuke.money import books
from kaketsuke.money import services as money_services
from kaketsuke.money.books import Asked, Row
from kaketsuke.sheets import writing
from kaketsuke.web import fact_words, files
from kaketsuke.web.fields import YenField
from kaketsuke.web.office.record import CaseNumberForm
from kaketsuke.web.permission import PageRequest, for_roles
from kaketsuke.web.telling import telling

SHOWN = 500  # a page; a file holds more
READERS = ("office", "claims", "supervisor")
readers = for_roles(*READERS)


class SearchForm(forms.Form):
    """Each key alone, or any of them together."""

    from_day = forms.DateField(
        label=gettext_lazy("発行日（から）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until_day = forms.DateField(
        label=gettext_lazy("発行日（まで）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    least_yen = YenField(label=gettext_lazy("金額（から）"), least=0, required=False)
    most_yen = YenField(label=gettext_lazy("金額（まで）"), least=0, required=False)
    party = forms.CharField(
        label=gettext_lazy("取引先（お客さままたは発行者）"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        cleaned = super().clean() or {}
        for first, last in (("from_day", "until_day"), ("least_yen", "most_yen")):
            low, high = cleaned.get(first), cleaned.get(last)
            if low is not None and high is not None and low > high:
                self.add_error(last, _("「から」より後の値を入力してください。"))
        return cleaned

    @property
    def asked(self) -> Asked:
        """Return what is looked for."""
        return Asked(**self.cleaned_data)


@require_GET
@readers
def receipts(request: PageRequest) -> HttpResponse:
    """Search the receipts by date, amount and party."""
    form = SearchForm(request.GET or None)
    if request.GET and not form.is_valid():
        return render(request, "office/receipts.html", {"form": form}, status=422)
    asked = form.asked if request.GET else Asked()
    rows, complete = books.receipts(request.viewer, asked, most=SHOWN)
    context = {
        "form": form,
        "rows": rows,
        "complete": complete,
        "total_yen": sum(row.sign * row.total_yen for row in rows),
        "query": request.GET.urlencode(),
    }
    return render(request, "office/receipts.html", context)


@require_GET
@readers
def export(request: PageRequest, kind: str) -> HttpResponse:
    """Hand over what the search found, as CSV or XLSX."""
    form = SearchForm(request.GET)
    if kind not in ("csv", "xlsx") or not form.is_valid():
        raise Http404
    found, _complete = books.receipts(request.viewer, form.asked)
    header, rows = _header(), [_cells(row) for row in found]
    if kind == "csv":
        return files.download(
            writing.csv_bytes(header, rows), kind="text/csv; charset=utf-8", name="receipts.csv"
        )
    return files.download(
        writing.xlsx_bytes(_("領収書"), header, rows), kind=writing.XLSX, name="receipts.xlsx"
    )


@require_GET
@readers
def receipt_pdf(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Open a receipt as it was handed out."""
    pdf = money_services.receipt_pdf(case_id, now=request.now)
    if pdf is None:
        raise Http404
    return files.pdf_answer(pdf, name="receipt.pdf")


@require_GET
@readers
def return_pdf(_request: PageRequest, case_id: UUID) -> HttpResponse:
    """Open a return invoice as it was handed out."""
    pdf = money_services.return_invoice_pdf(case_id)
    if pdf is None:
        raise Http404
    return files.pdf_answer(pdf, name="return.pdf")


class NoticeForm(CaseNumberForm):
    """A notice that came by letter or telephone: which case, and the day on which it was sent."""

    said_on = forms.DateField(
        label=gettext_lazy("お知らせのあった日（手紙は消印の日）"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


@require_http_methods(["GET", "POST"])
@readers
def refunds(request: PageRequest) -> HttpResponse:
    """List what firms owe back, the earliest due first; enter a notice that came on paper."""
    form = NoticeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _cancel(request, form):
        return redirect("office_refunds")
    today = timezone.localdate(request.now)
    rows = [
        {
            "due": each,
            "late": each.refunded_at is None and each.due_on <= today,
            "method": fact_words.value_words(each.refund_method) if each.refund_method else "",
        }
        for each in books.refunds(request.viewer)
    ]
    status = 422 if form.errors else 200
    shown = {"rows": rows, "form": form}
    return render(request, "office/refunds.html", shown, status=status)


def _cancel(request: PageRequest, form: NoticeForm) -> bool:
    """Enter the notice; return whether it could be. What was wrong stands in the form."""
    case_id = books.settled_case(request.viewer, form.cleaned_data["number"])
    if case_id is None:
        form.add_error("number", _("精算ずみの案件に、この番号は見つかりません。"))
        return False
    try:
        with transaction.atomic():
            money_services.cancel_contract(
                case_id,
                actor=request.viewer.actor,
                said_on=form.cleaned_data["said_on"],
                now=request.now,
            )
    except Refusal as refusal:
        form.add_error("said_on", str(refusal))
        return False
    messages.success(request, _("取消しを記録しました。お客さまに知らせます。"))
    return True


@require_POST
@readers
def refund(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Note that a firm has given the money back."""
    if case_id not in {each.case_id for each in books.refunds(request.viewer)}:
        raise Http404
    with telling(request, _("返金を記録しました。")), transaction.atomic():
        money_services.record_refund(
            case_id,
            method=request.POST.get("method", ""),
            reference=request.POST.get("reference", ""),
            actor=request.viewer.actor,
            now=request.now,
        )
    return redirect("office_refunds")


def _header() -> list[str]:
    return [
        _("発行日"),
        _("領収書番号"),
        _("案件"),
        _("発行者"),
        _("登録番号"),
        _("お客さま"),
        _("税抜の金額"),
        _("税率（%）"),
        _("消費税"),
        _("合計"),
        _("お支払い方法"),
        _("取消し"),
    ]


def _cells(row: Row) -> list[str | int]:
    return [
        timezone.localdate(row.issued_at).isoformat(),
        row.number,
        f"K-{row.case_number}",
        row.issuer_name,
        row.issuer_tax_number,
        row.recipient,
        row.sign * row.subtotal_yen,
        row.tax_percent,
        row.sign * row.tax_yen,
        row.sign * row.total_yen,
        str(fact_words.value_words(row.method)) if row.method else _("返還請求書"),
        _("取消し") if row.cancelled else "",
    ]
