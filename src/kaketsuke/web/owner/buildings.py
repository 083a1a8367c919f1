"""An owner's buildings: contract, numbers, doors, letters."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaketsuke.accounts import context as viewer_context
from kaketsuke.overview import owners_view
from kaketsuke.parties import registry
from kaketsuke.residents import letters
from kaketsuke.residents import services as resident_services
from kaketsuke.web.files import download
from kaketsuke.web.owner.access import for_owners, own_or_404, owner_only
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.templatetags.paging import asked_page


@require_http_methods(["GET", "POST"])
@owner_only
def terms(request: PageRequest) -> HttpResponse:
    """Show how registration data are to be handled, and have it accepted before the first view."""
    missing = request.method == "POST" and not request.POST.get("accepted")
    if request.method == "POST" and not missing:
        owners_view.undertake(request.viewer, now=request.now)
        return redirect("owner")
    context = {"missing": missing, "accepted": owners_view.has_undertaken(request.viewer)}
    return render(request, "owner/terms.html", context, status=422 if missing else 200)


@require_GET
@for_owners
def home(request: PageRequest) -> HttpResponse:
    """List the buildings of the owners that the viewer acts for."""
    lines = registry.buildings_of_owners(request.viewer.owner_ids, request.now)
    return render(request, "owner/home.html", {"lines": lines})


@require_GET
@for_owners
def building(request: PageRequest, building_id: uuid.UUID) -> HttpResponse:
    """Show one building: contract, numbers, ways on."""
    found = owners_view.own_building_page(request.viewer, building_id, at=request.now)
    if found is None:
        raise Http404
    return render(request, "owner/building.html", {"page": found, "now": request.now})


@require_GET
@for_owners
def doors(request: PageRequest, building_id: uuid.UUID) -> HttpResponse:
    """Show what was done to the doors, and how often help went out."""
    context = {
        "building": own_or_404(request, building_id),
        "works": owners_view.works(
            request.viewer, building_id, at=request.now, page=asked_page(request)
        ),
        "months": owners_view.months(request.viewer, building_id, at=request.now),
        "least": owners_view.LEAST_TOLD,
    }
    return render(request, "owner/doors.html", context)


@require_POST
@for_owners
@never_cache
def print_letters(request: PageRequest, building_id: uuid.UUID) -> HttpResponse:
    """Make a letter for every dwelling, each with a fresh code, as one PDF."""
    found = own_or_404(request, building_id)
    homes = [each.id for each in registry.doors(found.pk, request.now) if not each.excluded]
    with viewer_context.as_system():
        made = resident_services.make_dwelling_codes(homes, now=request.now)
    printed = letters.print_letters(found, made, now=request.now)
    return download(printed, kind="application/pdf", name=f"letters-{found.code}.pdf")
