"""Who is registered at an owner's building, and the owner's word about them."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.overview import owners_residents
from kaketsuke.web.owner.access import for_owners, own_or_404
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.telling import telling
from kaketsuke.web.templatetags.paging import asked_page

# Nobody is told how many there are: who is blocked is not even counted (4.9).
PAGES, FAR = ("page", "waiting"), 10_000


@require_GET
@for_owners
@never_cache
def registrants(request: PageRequest, building_id: uuid.UUID) -> HttpResponse:
    """Show who is registered, a page at a time, and who waits for the owner's word.

    That it was shown is recorded of each person (4.9).
    """
    found = own_or_404(request, building_id)
    page, waiting_page = (min(max(asked_page(request, each), 1), FAR) for each in PAGES)
    answer = owners_residents.registrants(request.viewer, building_id, page=page, at=request.now)
    lines, has_more = answer or ([], False)
    waiting, more_wait = (
        owners_residents.waiting(request.viewer, building_id, page=waiting_page, at=request.now)
        if page == 1
        else ([], False)
    )
    context = {
        "building": found,
        "waiting": waiting,
        "waiting_page": waiting_page,
        "more_wait": more_wait,
        "lines": lines,
        "page": page,
        "has_more": has_more,
    }
    return render(request, "owner/registrants.html", context)


@require_POST
@for_owners
def confirm(
    request: PageRequest, building_id: uuid.UUID, registration_id: uuid.UUID
) -> HttpResponse:
    """Take the owner's word that a registrant lives there (2.2)."""
    own_or_404(request, building_id)
    with telling(request, _("お住まいの確認を記録し、ご本人にお知らせしました。")):
        done = owners_residents.confirm(
            request.viewer, building_id, registration_id, now=request.now
        )
        if not done:
            raise Http404
    return redirect("owner_registrants", building_id=building_id)


@require_POST
@for_owners
def moved_out(
    request: PageRequest, building_id: uuid.UUID, registration_id: uuid.UUID
) -> HttpResponse:
    """Take the owner's word that a registrant moved out."""
    own_or_404(request, building_id)
    with telling(request, _("退去を記録し、ご本人にお知らせしました。")):
        done = owners_residents.note_moved_out(
            request.viewer, building_id, registration_id, now=request.now
        )
        if not done:
            raise Http404
    return redirect("owner_registrants", building_id=building_id)
