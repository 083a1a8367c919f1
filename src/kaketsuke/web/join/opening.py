"""How a resident comes in: by the square on a letter, by typing its code, or by the address."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kaketsuke.accounts import context
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties import queries as party_queries
from kaketsuke.places import queries as place_queries
from kaketsuke.residents import services
from kaketsuke.web.join import draft as drafts
from kaketsuke.web.join.forms import CodeForm, HomeForm, PostalForm
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.source import source_of


@never_cache
def open_code(request: HttpRequest, code: str) -> HttpResponse:
    """Open the way in of a letter or an invitation. What opens nothing looks always the same."""
    return _opened(request, code)


@never_cache
def type_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code where the square could not be read."""
    if request.method != "POST":
        return render(request, "join/type.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "join/type.html", {"form": form}, status=422)
    return _opened(request, form.cleaned_data["code"])


def _opened(request: HttpRequest, code: str) -> HttpResponse:
    now = cast(PageRequest, request).now
    form = CodeForm({"code": code})
    form.full_clean()
    try:
        with context.as_system():
            way = services.open_way(code, source=source_of(request), now=now)
    except Refusal as refusal:
        form.add_error("code", str(refusal))
        return render(request, "join/type.html", {"form": form}, status=429)
    if way is None:
        form.add_error(
            "code",
            _(
                "このコードでは登録を始められません。入力の間違いか、すでに使われたか、"
                "期限が過ぎています。"
            ),
        )
        return render(request, "join/type.html", {"form": form}, status=404)
    drafts.begin(request, way.dwelling_id, invitation_id=way.invitation_id)
    return redirect("join_document")


@never_cache
def find_home(request: HttpRequest) -> HttpResponse:
    """Find the home by postal code, building and room: the owner then confirms (2.2)."""
    now = cast(PageRequest, request).now
    postal = PostalForm(request.GET if "postal" in request.GET else None)
    if not postal.is_valid():
        status = 422 if postal.errors else 200
        return render(request, "join/home.html", {"form": postal}, status=status)
    code = place_queries.folded_postal_code(postal.cleaned_data["postal"])
    buildings = party_queries.buildings_at(code, now)
    found = {
        "form": postal,
        "towns": place_queries.towns_by_postal_code(code),
        "buildings": buildings,
    }
    choices = [(str(each.pk), f"{each.name}（{each.address}）") for each in buildings]
    form = HomeForm(request.POST if request.method == "POST" else None, buildings=choices)
    if form.is_valid():
        home = party_queries.dwelling(
            UUID(form.cleaned_data["building"]), form.cleaned_data["room"]
        )
        if home is not None:
            drafts.begin(request, home.pk)
            return redirect("join_document")
        form.add_error("room", _("このお部屋番号は見つかりません。もう一度お確かめください。"))
    status = 422 if form.errors else 200
    return render(request, "join/home.html", {**found, "home_form": form}, status=status)
