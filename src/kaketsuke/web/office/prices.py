"""The price list of each company: what an item may cost at most, and from which moment (A1.3)."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.money import queries as money_queries
from kaketsuke.money import services as money_services
from kaketsuke.money.services.prices import PriceDraft
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import registry
from kaketsuke.web.acts import Act, ActForm, moment_field, perform
from kaketsuke.web.fields import YenField
from kaketsuke.web.permission import PageRequest, office_only

Drafts = dict[str, PriceDraft]
KINDS: Final = {"overtime": _("時間超過"), "special_work": _("特殊作業"), "material": _("材料")}


class CodeForm(ActForm):
    code = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,30}$",
        label=_("品目コード"),
        help_text=_("同じコードの価格は、その時刻から置き換わります。"),
        error_messages={"invalid": _("半角の英数字で入力してください。")},
    )
    from_ = moment_field(_("いつから"))

    def prepare(self) -> None:
        """Begin now, with the item that was pressed."""
        self.fields["code"].initial = self.request.GET.get("code", "")[:30]
        self.fields["from_"].initial = self.request.now


class PriceForm(CodeForm):
    kind = forms.ChoiceField(label=_("種類"), choices=tuple(KINDS.items()))
    name = forms.CharField(label=_("名前"), max_length=60)
    name_en = forms.CharField(label=_("英語の名前"), max_length=80)
    unit = forms.CharField(
        label=_("単位"), max_length=20, help_text=_("時間超過は「分」だけです。")
    )
    max_unit_yen = YenField(label=_("単価の上限（円、税抜き）"), most=999_999)
    field_order = ["code", "kind", "name", "name_en", "unit", "max_unit_yen", "from_"]

    def prepare(self) -> None:
        """Fill in the item that was pressed."""
        super().prepare()
        items = money_queries.dated_items(self.target.pk, at=self.request.now)
        known = [each for each in items if each.code == self.fields["code"].initial]
        for item in known[:1]:
            for field in ("kind", "name", "name_en", "unit", "max_unit_yen"):
                self.fields[field].initial = getattr(item, field)


def _publish(
    request: PageRequest, company: Any, at: datetime, change: Callable[[Drafts], object]
) -> None:
    """Publish the list that holds at a moment with one change in it."""
    # The minute that was shown first means now, though seconds have passed since.
    same_minute = at == request.now.replace(second=0, microsecond=0)
    from_ = request.now if same_minute else at
    drafts = {
        code: PriceDraft(code, each.kind, each.name, each.name_en, each.unit, each.max_unit_yen)
        for code, each in money_queries.items_in_force(company.pk, at=from_).items()
    }
    change(drafts)
    money_services.publish_price_list(
        company.pk,
        list(drafts.values()),
        from_=from_,
        actor=request.viewer.actor,
        now=request.now,
    )


def _set(request: PageRequest, company: Any, given: dict[str, Any]) -> None:
    at = given.pop("from_")
    draft = PriceDraft(**given)
    _publish(request, company, at, lambda drafts: drafts.update({draft.code: draft}))


def _end(request: PageRequest, company: Any, given: dict[str, Any]) -> None:
    _publish(request, company, given["from_"], lambda drafts: drafts.pop(given["code"], None))


ACTS: Final[dict[str, Act[Any]]] = {
    "set": Act(
        title=_("価格を決める"),
        intro=_(
            "料金表は、その時刻から新しいものに替わります。それより後に予定していた変更は、取り消されます。"
            "その時刻より前に承認された見積りは、変わりません。"
        ),
        submit=_("公開する"),
        said=_("価格を公開しました。"),
        form=PriceForm,
        run=_set,
        icon="send",
    ),
    "end": Act(
        title=_("料金表から外す"),
        submit=_("外す"),
        said=_("料金表から外しました。"),
        form=CodeForm,
        run=_end,
        icon="x",
    ),
}


@require_GET
@office_only
def prices(request: PageRequest) -> HttpResponse:
    """List what holds now and what is to come, company by company."""
    lists = [
        (each, money_queries.dated_items(each.pk, at=request.now))
        for each in party_queries.companies(request.viewer)
    ]
    context = {"lists": lists, "kinds": KINDS, "now": request.now}
    return render(request, "office/prices.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def price_act(request: PageRequest, company_id: uuid.UUID, what: str) -> HttpResponse:
    """Set a price or take it off the list, from a moment on."""
    company, act = registry.company_of(request.viewer, company_id), ACTS.get(what)
    if company is None or act is None:
        raise Http404
    return perform(request, act, company, back=reverse("office_prices"), about=company.name)
