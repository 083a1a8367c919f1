"""Buildings, their doors and the contracts above them."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kaketsuke.overview import estate
from kaketsuke.parties import registry
from kaketsuke.parties.premises import Premises
from kaketsuke.web import premises
from kaketsuke.web.acts import perform
from kaketsuke.web.office import building_acts, contract_acts
from kaketsuke.web.permission import PageRequest, office_only
from kaketsuke.web.templatetags.paging import asked_page

LONGEST_SEARCH = 80


@require_GET
@office_only
def buildings(request: PageRequest) -> HttpResponse:
    """List the buildings, or those that hold the typed words."""
    text = request.GET.get("q", "")[:LONGEST_SEARCH]
    page = registry.building_lines(request.viewer, text, page=asked_page(request), at=request.now)
    context = {"page": page, "text": text}
    return render(request, "office/buildings.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def new_building(request: PageRequest) -> HttpResponse:
    """Record a building."""
    return perform(request, building_acts.NEW, None, back=reverse("office_buildings"))


@require_GET
@office_only
def building(request: PageRequest, building_id: uuid.UUID) -> HttpResponse:
    """Show a building with its owners, contracts and doors."""
    found = estate.building_page(
        request.viewer, building_id, at=request.now, page=asked_page(request)
    )
    if found is None:
        raise Http404
    known = Premises(found.building.auto_lock, found.building.parking)
    context = {
        "page": found,
        "now": request.now,
        "known": premises.rows(known)[:2],
        "doors": found.doors.showing(
            [
                (door, premises.floor(door.floor), premises.DOORS.get(door.lock_door or "", ""))
                for door in found.doors.rows
            ]
        ),
    }
    return render(request, "office/building.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def building_act(request: PageRequest, building_id: uuid.UUID, what: str) -> HttpResponse:
    """Do one thing to a building."""
    found = estate.building(request.viewer, building_id)
    act = building_acts.ACTS.get(what)
    if found is None or act is None:
        raise Http404
    back = reverse("office_building", args=[found.pk])
    return perform(request, act, found, back=back, about=f"{found.code} {found.name}")


@require_http_methods(["GET", "POST"])
@office_only
def door_act(request: PageRequest, dwelling_id: uuid.UUID, what: str) -> HttpResponse:
    """Fit or take away the lock of a door."""
    home = registry.dwelling_of(request.viewer, dwelling_id)
    act = building_acts.DOOR_ACTS.get(what)
    if home is None or act is None:
        raise Http404
    back = reverse("office_building", args=[home.building_id])
    return perform(request, act, home, back=back, about=f"{home.building.name} {home.room}")


@require_http_methods(["GET", "POST"])
@office_only
def owner_role_act(request: PageRequest, building_owner_id: uuid.UUID) -> HttpResponse:
    """End an owner's role at a building."""
    role = registry.owner_role(request.viewer, building_owner_id)
    if role is None:
        raise Http404
    back = reverse("office_building", args=[role.building_id])
    owner = estate.owner_names([role.owner])[role.owner_id]
    about = f"{role.building.name} {owner}"
    return perform(request, building_acts.DETACH, role, back=back, about=about)


@require_http_methods(["GET", "POST"])
@office_only
def contract_act(request: PageRequest, cover_id: uuid.UUID, what: str) -> HttpResponse:
    """Change or end a contract at a building, or let a model of lock be broken under it."""
    cover = registry.cover(request.viewer, cover_id)
    act = contract_acts.ACTS.get(what)
    if cover is None or act is None:
        raise Http404
    back = reverse("office_building", args=[cover.building_id])
    about = f"{cover.building.name} {cover.contract.document_reference}"
    return perform(request, act, cover, back=back, about=about)
