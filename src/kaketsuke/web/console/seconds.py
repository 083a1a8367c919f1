"""The desk binds a second technician by telephone where the lead called for one, and lets go."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.web.console import actions
from kaketsuke.web.console.action_forms import TechnicianForm
from kaketsuke.web.console.cases import found_or_404
from kaketsuke.web.permission import PageRequest, staff_only
from kaketsuke.web.telling import keeping


@never_cache
@require_http_methods(["GET", "POST"])
@staff_only
def second(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show who could help, each with the reasons; bind whoever said yes on the telephone."""
    page = found_or_404(request, case_id)
    if not page.second_called:
        messages.info(request, _("いまは二人目を探していません。"))
        return redirect("console_case", case_id=case_id)
    form = TechnicianForm(request.POST if request.method == "POST" else None)
    actions.offer_technicians(form, page, now=request.now)
    if request.method == "POST" and form.is_valid():
        with keeping(form, beside="technician"):
            dispatch_services.assign_second(
                case_id,
                technician=uuid.UUID(form.cleaned_data["technician"]),
                actor=request.viewer.actor,
                now=request.now,
            )
            messages.success(request, _("二人目の作業員を決めました。"))
            return redirect("console_case", case_id=case_id)
    context = {"page": page, "case": page.case, "form": form}
    return render(request, "console/second.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def release(request: PageRequest, case_id: uuid.UUID) -> HttpResponse:
    """Let the second technician go."""
    found_or_404(request, case_id)
    dispatch_services.release_second(case_id, actor=request.viewer.actor, now=request.now)
    messages.success(request, _("二人目の作業員の担当を解きました。"))
    return redirect("console_case", case_id=case_id)
