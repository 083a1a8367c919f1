"""One technician of the firm: shifts, and until when the papers hold."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kaketsuke.accounts import context as viewer_context
from kaketsuke.accounts import services as account_services
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.network import queries as network_queries
from kaketsuke.network import services as network_services
from kaketsuke.overview import contractor as overview
from kaketsuke.overview.contractor import Member
from kaketsuke.web.contractor import forms
from kaketsuke.web.contractor.desk import contractor_only
from kaketsuke.web.permission import PageRequest
from kaketsuke.web.telling import keeping, telling


@never_cache
@require_http_methods(["GET", "POST"])
@contractor_only
def member(request: PageRequest, technician_id: UUID) -> HttpResponse:
    """Show shifts and papers; a post adds a shift."""
    found = own(request, technician_id)
    form = forms.ShiftForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return page_of(request, found, form, forms.PapersForm())
    if form.refuse_past(now=request.now):
        begins, ends = form.span()
        with keeping(form):
            network_services.add_shift(found.id, from_=begins, until=ends)
            messages.success(request, _("勤務を入れました。"))
            return redirect("contractor_member", found.id)
    return page_of(request, found, form, forms.PapersForm(), status=422)


@require_POST
@contractor_only
def end_shift(request: PageRequest, technician_id: UUID, shift_id: UUID) -> HttpResponse:
    """End the shift that runs, or take back one to come."""
    found = own(request, technician_id)
    if shift_id not in {shift.id for shift in found.shifts}:
        raise Http404
    with telling(request, _("勤務を終わりにしました。"), refused=messages.warning):
        network_services.end_shift(shift_id, now=request.now)
    return redirect("contractor_member", found.id)


@require_POST
@contractor_only
def papers(request: PageRequest, technician_id: UUID) -> HttpResponse:
    """Record until when the papers hold that the desk has seen."""
    found = own(request, technician_id)
    form = forms.PapersForm(request.POST)
    if form.is_valid():
        today = timezone.localdate(request.now)
        with keeping(form, beside="until"):
            network_services.renew_papers(found.id, until=form.cleaned_data["until"], today=today)
            messages.success(request, _("書類の期限を記録しました。"))
            return redirect("contractor_member", found.id)
    return page_of(request, found, forms.ShiftForm(), form, status=422)


@require_POST
@contractor_only
def leave(request: PageRequest, technician_id: UUID) -> HttpResponse:
    """Note that a technician left the firm: nobody sends them, and their phone shows no case.

    Not while they are at a door or being asked: somebody waits for them.
    """
    found = own(request, technician_id)
    with viewer_context.as_system():
        if dispatch_queries.live_case_ids(found.id):
            messages.error(
                request,
                _(
                    "いま打診か案件があります。答えるか、案件を手放してから、もう一度押してください。"
                ),
            )
            return redirect("contractor_member", found.id)
        network_services.end_technician(found.id, now=request.now)
        account_services.end_grants_of_technician(
            found.id, actor=f"contractor:{request.viewer.user_id}", now=request.now
        )
    messages.success(request, _("作業員の登録を終えました。もう打診は届きません。"))
    return redirect("contractor")


def own(request: PageRequest, technician_id: UUID) -> Member:
    """Return one of the desk's technicians; nobody else's exists."""
    found = overview.member(request.viewer, technician_id, at=request.now)
    if found is None:
        raise Http404
    return found


def page_of(
    request: PageRequest,
    found: Member,
    shift_form: forms.ShiftForm,
    papers_form: forms.PapersForm,
    *,
    portrait_form: forms.PortraitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show one technician with the forms, those with errors as they were sent."""
    shown = {
        "member": found,
        "has_portrait": network_queries.has_portrait(found.id),
        "shift_form": shift_form,
        "papers_form": papers_form,
        "portrait_form": portrait_form or forms.PortraitForm(),
    }
    return render(request, "contractor/member.html", shown, status=status)
