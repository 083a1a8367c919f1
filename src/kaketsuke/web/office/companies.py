"""Operating companies with their areas, successors and privacy managers."""

import uuid
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.accounts import queries as account_queries
from kaketsuke.network import contracts as network_contracts
from kaketsuke.parties import coverage, registry
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import services as party_services
from kaketsuke.places import queries as place_queries
from kaketsuke.web.acts import Act, ActForm, perform
from kaketsuke.web.permission import PageRequest, office_only


class AreaForm(ActForm):
    municipality_code = forms.ChoiceField(label=_("市区町村"))

    def prepare(self) -> None:
        """Offer the municipalities of which nobody is in charge yet."""
        gaps = coverage.coverage(self.request.now).gaps
        self.fields["municipality_code"].choices = [  # type: ignore[attr-defined]  # a choice field
            (gap.code, f"{gap.name}（{gap.code}）") for gap in gaps
        ]


class SuccessorForm(ActForm):
    successor = forms.ChoiceField(label=_("引き継ぐ会社"))

    def prepare(self) -> None:
        """Offer the other companies of the viewer."""
        others = party_queries.companies(self.request.viewer)
        self.fields["successor"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(each.pk), each.name) for each in others if each.pk != self.target.pk
        ]


class ManagerForm(ActForm):
    station = forms.CharField(
        label=_("局"), max_length=40, required=False, help_text=_("空欄なら、会社全体です。")
    )
    title = forms.CharField(label=_("役職"), max_length=60)
    account = forms.ChoiceField(label=_("アカウント"))

    def prepare(self) -> None:
        """Offer the accounts of the company's staff."""
        staff = account_queries.staff_of({self.target.pk}, at=self.request.now)
        self.fields["account"].choices = [(str(each.pk), each.label) for each in staff]  # type: ignore[attr-defined]  # a choice field


def _put_in_charge(request: PageRequest, company: Any, given: dict[str, Any]) -> None:
    party_services.put_area_in_charge(company, **given, now=request.now)


def _succeed(request: PageRequest, company: Any, given: dict[str, Any]) -> None:
    party_services.succeed_company(
        company.pk, successor_id=uuid.UUID(given["successor"]), now=request.now
    )


def _appoint(request: PageRequest, company: Any, given: dict[str, Any]) -> None:
    party_services.appoint_privacy_manager(
        company,
        station=given["station"].strip(),
        title=given["title"],
        account_id=uuid.UUID(given["account"]),
        now=request.now,
    )


ACTS: Final[dict[str, Act[Any]]] = {
    "area": Act(
        title=_("所管する市区町村を加える"),
        intro=_("どの会社の所管でもない市区町村から選びます。"),
        submit=_("所管にする"),
        said=_("所管に加えました。"),
        form=AreaForm,
        run=_put_in_charge,
        icon="map",
    ),
    "succeed": Act(
        title=_("ほかの会社に引き継ぐ"),
        intro=_(
            "いまから、所管と建物は引き継ぐ会社のものになります。業務委託先との契約・作業の料金・"
            "料金表も、新しく決めるまで引き継ぎます。元には戻せません。"
        ),
        submit=_("引き継ぐ"),
        said=_("引き継ぎました。"),
        form=SuccessorForm,
        run=_succeed,
        icon="arrow-right-left",
    ),
    "manager": Act(
        title=_("個人情報保護管理者を決める"),
        submit=_("決める"),
        said=_("個人情報保護管理者を決めました。"),
        form=ManagerForm,
        run=_appoint,
        icon="shield-check",
    ),
}
END_AREA: Final[Act[Any]] = Act(
    title=_("所管を終える"),
    intro=_("この市区町村は、どの会社の所管でもなくなります。"),
    submit=_("終える"),
    said=_("所管を終えました。"),
    run=lambda request, area, _given: party_services.end_area(area.pk, now=request.now),
    icon="x",
)


@require_GET
@office_only
def companies(request: PageRequest) -> HttpResponse:
    """List the companies, and where a postal code does not lead to exactly one."""
    missing = party_queries.companies_without_privacy_manager(request.now)
    context = {
        "companies": party_queries.company_lines(request.viewer, request.now),
        "coverage": coverage.coverage(request.now),
        "without_manager": {each.pk for each in missing},
    }
    return render(request, "office/companies.html", context)


@require_GET
@office_only
def company(request: PageRequest, company_id: uuid.UUID) -> HttpResponse:
    """Show a company with its areas and privacy managers."""
    found = registry.company_of(request.viewer, company_id)
    if found is None:
        raise Http404
    managers = party_queries.privacy_managers(found.pk, request.now)
    labels = account_queries.labels_of({each.account_id for each in managers})
    context = {
        "company": found,
        "areas": registry.areas_of(found.pk, request.now),
        "managers": [(each, labels.get(each.account_id, "–")) for each in managers],
        "contracts": network_contracts.contracts_of(found.pk, request.now),
        "has_manager": any(not each.station for each in managers),
    }
    return render(request, "office/company.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def company_act(request: PageRequest, company_id: uuid.UUID, what: str) -> HttpResponse:
    """Do one thing to a company."""
    found = registry.company_of(request.viewer, company_id)
    act = ACTS.get(what)
    if found is None or act is None:
        raise Http404
    back = reverse("office_company", args=[found.pk])
    return perform(request, act, found, back=back, about=found.name)


@require_http_methods(["GET", "POST"])
@office_only
def end_area(request: PageRequest, area_id: uuid.UUID) -> HttpResponse:
    """Take a municipality from its company."""
    area = registry.area(request.viewer, area_id)
    if area is None:
        raise Http404
    back = reverse("office_company", args=[area.company_id])
    about = place_queries.municipality_name(area.municipality_code)
    return perform(request, END_AREA, area, back=back, about=about)
