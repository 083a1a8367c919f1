"""Which company is in charge here? One answer for a postal code or an address (F)."""

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kaketsuke.overview import areas, contacts
from kaketsuke.web.permission import PageRequest


class PlaceForm(forms.Form):
    """A postal code, or the beginning of an address."""

    place = forms.CharField(
        label=_("郵便番号か住所"),
        max_length=80,
        help_text=_("例: 160-0023、東京都新宿区西新宿"),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        error_messages={"required": _("郵便番号か住所を入力してください。")},
    )


@require_safe
def area(request: HttpRequest) -> HttpResponse:
    """Name the one company in charge; where there is none, or the place is not clear, say so."""
    now = cast(PageRequest, request).now
    form = PlaceForm(request.GET if "place" in request.GET else None)
    found = areas.in_charge(form.cleaned_data["place"], at=now) if form.is_valid() else None
    shown = {
        "form": form,
        "found": found,
        "contacts": contacts.numbers_in_force(now),
        "link": contacts.links_in_force(now).get("areas", ""),
        "now": now,
    }
    return render(request, "area/area.html", shown, status=422 if form.errors else 200)
