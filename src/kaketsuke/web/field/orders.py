"""The job order and the paper form: what a technician shows, and what works without any phone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kaketsuke.accounts import live
from kaketsuke.overview import field as field_overview
from kaketsuke.overview.job_order import JobOrder
from kaketsuke.printing import documents
from kaketsuke.web import data_words, files, premises
from kaketsuke.web.field import check_pages, forms, presenting, screens, words
from kaketsuke.web.field.access import own_order
from kaketsuke.web.permission import PageRequest, for_roles

# What each skill has a technician carry, and why the law lets them (law 65 of 2003, article 3).
TOOLS = {
    "smart_lock": gettext_lazy("電子錠の診断・給電用具、非破壊開錠用具"),
    "cylinder": gettext_lazy("シリンダー錠の開錠用具（特殊開錠用具を含む）"),
    "exchange": gettext_lazy("錠前の交換用具"),
}
LAW = gettext_lazy(
    "この書面は、業務その他正当な理由により開錠用具を携帯していることを示すものです"
    "（特殊開錠用具の所持の禁止等に関する法律 第3条・第4条）。"
)
ID_LAW = gettext_lazy(
    "開錠の前に、立ち会う方の氏名・住所を身分証明書で確かめます（同法 第10条、重要事項 別紙１）。"
)


@never_cache
@require_GET
@own_order
def order(request: PageRequest, case_id: UUID, found: JobOrder) -> HttpResponse:
    """Show the job order; to a second technician it is all that is shown of the case."""
    context = {"order": found, **_shown(found)}
    if found.is_second:
        context["live_ticket"] = live.make_case_ticket(case_id)
        return render(request, "field/second.html", context)
    job = field_overview.job(case_id, at=request.now)
    context |= {**presenting.around(job), "screen": screens.screen_of(job)}
    return render(request, "field/order.html", context)


@never_cache
@require_GET
@own_order
def order_pdf(request: PageRequest, _case_id: UUID, found: JobOrder) -> HttpResponse:
    """Print the job order."""
    shown = _shown(found)
    data = {
        "language": data_words.language(),
        "title": shown["title"],
        "foot": f"K-{found.number}",
        "rows": [[name, value] for name, value in shown["rows"]],
        "chain_heading": _("委託の流れ"),
        "chain": shown["chain"],
        "law": [str(LAW), str(ID_LAW)],
    }
    content = documents.pdf("job_order", data, at=request.now)
    return files.pdf_answer(content, name=f"job-order-{found.number}.pdf")


@never_cache
@require_GET
@for_roles("technician", "operator", "supervisor", "contractor")
def paper_pdf(request: PageRequest) -> HttpResponse:
    """Print the empty form for a phone that is dead, from the questions that the phone asks."""
    return files.pdf_answer(
        documents.pdf("paper_form", paper(), at=request.now), name="paper-form.pdf"
    )


def _shown(found: JobOrder) -> dict[str, Any]:
    window = " – ".join(_time(each) for each in (found.arrive_from, found.arrive_until) if each)
    tools = [str(TOOLS[skill]) for skill in found.skills if skill in TOOLS]
    rows = (
        (_("番号"), f"K-{found.number}"),
        (_("指示した日時"), f"{timezone.localtime(found.ordered_at):%Y-%m-%d %H:%M}"),
        (_("場所"), f"{found.address} {found.building} {found.room}"),
        (_("作業"), str(words.CAUSES.get(found.cause, found.cause))),
        (_("鍵の機種"), found.lock_model),
        *premises.rows(found.premises),
        (_("到着の時間帯"), window),
        (_("作業員"), f"{found.worker}（{found.badge}）"),
        (_("役割"), _("二人目（担当の作業員を手伝う）") if found.is_second else ""),
        (_("所属"), " ".join((found.firm, found.firm_phone)).strip()),
        (_("携帯する用具"), _("、").join(tools)),
    )
    chain = [
        *((_("オーナー"), name) for name in found.owners),
        (_("運営会社"), found.company),
        *((_("業務委託先"), name) for name in found.chain),
        (_("作業員"), found.worker),
    ]
    return {
        "title": _("作業指示書"),
        "rows": [(name, value) for name, value in rows if value],
        "chain": [f"{name}　{value}" for name, value in chain],
        "law": (LAW, ID_LAW),
    }


def _time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def paper() -> dict[str, Any]:
    """Return the form as data: each page of the check with its choices, then the work's.

    All in the reader's language, as the phone itself.
    """
    checks = [
        [str(page.title), _asked(page.form)]
        for name in ("code_word", "who", "kind", "valid", "face", "address", "call_back")
        for page in (check_pages.PAGES[name],)
    ]
    name_row = [_("お名前"), [[_("身分証のお名前は登録と"), [_("同じ"), _("違う")]]]]
    return {
        "language": data_words.language(),
        "title": _("現地の記録（紙）"),
        "foot": _("番号・身分証の写し・お客さまの連絡先は書かないでください。"),
        "lead": _(
            "電話が使えないときだけ使います。上から順に、確かめてから印を付け、時刻を書きます。"
            "確認が終わるまで作業を始めません。終わったらすぐセンターへお電話ください。"
        ),
        "times_heading": _("時刻"),
        "times": [_("到着"), _("確認の終わり"), _("作業の開始"), _("ドアの試験の終わり")],
        "checks_heading": _("確認（順番どおり・どれも省けません）"),
        "checks": [*checks[:4], name_row, *checks[4:]],
        "work_heading": _("作業"),
        "work": _asked(forms.OpenForm),
        "signed": _("作業員の署名"),
        "case": _("案件の番号"),
    }


def _asked(form: type[django_forms.Form]) -> list[list[Any]]:
    return [
        [str(field.label), [str(label) for _value, label in _choices(field)]]
        for field in form().fields.values()
        if isinstance(field, django_forms.ChoiceField)
    ]


def _choices(field: django_forms.ChoiceField) -> list[tuple[str, Any]]:
    return list(field.widget.choices)
