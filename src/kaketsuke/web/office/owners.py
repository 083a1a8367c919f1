"""Owners and management companies, and the agents who may speak for them."""

import uuid
from datetime import datetime, time
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.overview import estate, owners_view
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import registry
from kaketsuke.parties import services as party_services
from kaketsuke.people import normalise
from kaketsuke.web.acts import Act, ActForm, day_field, perform
from kaketsuke.web.permission import PageRequest, office_only


def usable_phone(text: str) -> str:
    """Return the number as it is kept, or say what is wrong with it."""
    try:
        return normalise.phone(text)
    except normalise.CannotUsePhone as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


class PersonForm(ActForm):
    family = forms.CharField(label=_("姓"), max_length=40)
    given = forms.CharField(label=_("名"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("電話番号"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    def clean_phone(self) -> str:
        """Return the number in its one form."""
        return usable_phone(self.cleaned_data["phone"])


class AgentForm(PersonForm):
    until = day_field(
        _("委任の最後の日"), required=False, help_text=_("空欄なら、終えるまで続きます。")
    )

    def clean_until(self) -> datetime | None:
        """A mandate holds through its last day."""
        last = self.cleaned_data["until"]
        if last is None:
            return None
        midnight = timezone.make_aware(datetime.combine(last, time.max))
        if midnight <= self.request.now:
            raise forms.ValidationError(_text("今日より前の日は選べません。"))
        return midnight


class NewOwnerForm(ActForm):
    company = forms.ChoiceField(label=_("運営会社"))
    kind = forms.ChoiceField(
        label=_("種類"),
        choices=[("owner", _("オーナー")), ("management_company", _("管理会社"))],
    )
    legal_name = forms.CharField(
        label=_("法人名"), max_length=80, required=False, help_text=_("個人のときは空欄にします。")
    )
    family = forms.CharField(label=_("姓（個人のとき）"), max_length=40, required=False)
    given = forms.CharField(label=_("名（個人のとき）"), max_length=40, required=False)
    phone = forms.CharField(label=_("電話番号"), max_length=30)

    def prepare(self) -> None:
        """Offer the viewer's companies."""
        companies = party_queries.companies(self.request.viewer)
        self.fields["company"].choices = [(str(each.pk), each.name) for each in companies]  # type: ignore[attr-defined]  # a choice field

    def clean_phone(self) -> str:
        """Return the number in its one form."""
        return usable_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """An owner is a legal person or a natural one."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("legal_name")) == bool(cleaned.get("family")):
            self.add_error(
                "legal_name", _text("法人名か、個人の姓の、どちらか一方を入力してください。")
            )
        return cleaned


def _add(request: PageRequest, _target: None, given: dict[str, Any]) -> None:
    companies = party_queries.companies(request.viewer)
    company = next(each for each in companies if str(each.pk) == given["company"])
    if given["legal_name"]:
        party_services.add_owner(
            company,
            kind=given["kind"],
            legal_name=given["legal_name"],
            phone_display=normalise.phone_display(given["phone"]),
        )
        return
    party_services.add_natural_owner(
        company,
        kind=given["kind"],
        family=given["family"],
        given=given["given"],
        phone=given["phone"],
        now=request.now,
    )


def appoint(request: PageRequest, owner: Any, given: dict[str, Any]) -> None:
    """Let somebody speak for the owner."""
    party_services.appoint_agent(owner, **given, now=request.now)


NEW: Final[Act[None]] = Act(
    title=_("オーナーを登録"),
    submit=_("登録する"),
    said=_("オーナーを登録しました。"),
    form=NewOwnerForm,
    run=_add,
    icon="user-plus",
)
APPOINT: Final[Act[Any]] = Act(
    title=_("代理人を加える"),
    intro=_("法人のオーナーに代わって、要請と立会いができる方です。"),
    submit=_("加える"),
    said=_("代理人を加えました。"),
    form=AgentForm,
    run=appoint,
    icon="user-plus",
)
END_MANDATE: Final[Act[Any]] = Act(
    title=_("委任を終える"),
    intro=_("この方は、要請も立会いもできなくなります。"),
    submit=_("終える"),
    said=_("委任を終えました。"),
    run=lambda request, mandate, _given: party_services.end_mandate(mandate.pk, now=request.now),
    icon="x",
)


@require_GET
@office_only
def owners(request: PageRequest) -> HttpResponse:
    """List owners and management companies."""
    found = registry.owners(request.viewer)
    names = estate.owner_names(found)
    lines = sorted(((each, names[each.pk]) for each in found), key=lambda line: line[1])
    return render(request, "office/owners.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@office_only
def new_owner(request: PageRequest) -> HttpResponse:
    """Record an owner."""
    return perform(request, NEW, None, back=reverse("office_owners"))


@require_GET
@office_only
def owner(request: PageRequest, owner_id: uuid.UUID) -> HttpResponse:
    """Show an owner with buildings and agents."""
    found = registry.owner_of(request.viewer, owner_id)
    if found is None:
        raise Http404
    context = {
        "owner": found,
        "name": estate.owner_names([found])[found.pk],
        "buildings": registry.buildings_of_owners([found.pk], request.now),
        "mandates": owners_view.mandate_lines(found.pk, at=request.now),
    }
    return render(request, "office/owner.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def new_agent(request: PageRequest, owner_id: uuid.UUID) -> HttpResponse:
    """Let somebody speak for an owner."""
    found = registry.owner_of(request.viewer, owner_id)
    if found is None:
        raise Http404
    back = reverse("office_owner", args=[found.pk])
    about = estate.owner_names([found])[found.pk]
    return perform(request, APPOINT, found, back=back, about=about)


@require_http_methods(["GET", "POST"])
@office_only
def end_mandate(request: PageRequest, mandate_id: uuid.UUID) -> HttpResponse:
    """End a mandate."""
    mandate = registry.mandate(mandate_id)
    if mandate is None or registry.owner_of(request.viewer, mandate.owner_id) is None:
        raise Http404
    back = reverse("office_owner", args=[mandate.owner_id])
    about = owners_view.agent_of(mandate)
    return perform(request, END_MANDATE, mandate, back=back, about=about)
