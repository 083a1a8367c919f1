"""The picture of a technician, by which a resident knows who stands at the door."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kaketsuke.accounts import context
from kaketsuke.network import portraits
from kaketsuke.network import queries as network_queries
from kaketsuke.web import files
from kaketsuke.web.contractor import crew, forms
from kaketsuke.web.contractor.desk import contractor_only
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.telling import keeping


@require_http_methods(["GET", "POST"])
@contractor_only
def portrait(request: PageRequest, technician_id: UUID) -> HttpResponse:
    """Show the picture; a post puts another in its place."""
    found = crew.own(request, technician_id)
    if request.method == "GET":
        content = network_queries.portrait(found.id)
        if content is None:
            raise Http404
        return files.picture(content, kind="image/jpeg")
    form = forms.PortraitForm(request.POST, request.FILES)
    if form.is_valid():
        with keeping(form, beside="file"):
            with context.as_system():
                portraits.set_portrait(found.id, file=form.picture_file, now=request.now)
            messages.success(request, _("顔写真を入れました。"))
            return redirect("contractor_member", found.id)
    return crew.page_of(
        request, found, forms.ShiftForm(), forms.PapersForm(), portrait_form=form, status=422
    )


@require_POST
@contractor_only
def remove(request: PageRequest, technician_id: UUID) -> HttpResponse:
    """Delete the picture; initials stand in its place."""
    found = crew.own(request, technician_id)
    with context.as_system():
        portraits.remove_portrait(found.id)
    messages.success(request, _("顔写真を消しました。"))
    return redirect("contractor_member", found.id)
