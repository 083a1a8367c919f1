"""Who speaks for which minor, and the office's word that somebody does so no longer (2.2)."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaketsuke.accounts import context as viewer_context
from kaketsuke.overview import registrations
from kaketsuke.residents import services
from kaketsuke.web.permission import STAFF, PageRequest, for_roles
from kaketsuke.web.telling import telling
from kaketsuke.web.templatetags.paging import asked_page


@require_GET
@for_roles("office", *STAFF)
def listed(request: PageRequest) -> HttpResponse:
    """List the minors with their guardians, who comes of age next first."""
    context = {
        "guarded": registrations.guarded(request.viewer, page=asked_page(request), at=request.now),
        "may_end": request.viewer.has("office", "supervisor"),
    }
    return render(request, "desk_registration/guardians.html", context)


@require_POST
@for_roles("office", "supervisor")
def end(request: PageRequest, guardianship_id: UUID) -> HttpResponse:
    """End what a guardian may do, as where the custody has changed; the guardian is told."""
    if not registrations.is_guarded(request.viewer, guardianship_id):
        raise Http404
    with (
        telling(request, _("保護者の操作を終え、保護者の方にお知らせしました。")),
        viewer_context.as_system(),
    ):
        services.end_guardianship(
            guardianship_id, reason="by_office", actor=request.viewer.actor, now=request.now
        )
    return redirect("guardians")
