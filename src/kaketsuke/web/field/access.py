"""A technician sees only own live cases; another id is answered as if it did not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kaketsuke.overview import field as field_overview
from kaketsuke.overview import job_order as job_orders
from kaketsuke.web.permission import PageRequest, for_roles

technician_only = for_roles("technician")


def technician_id(request: PageRequest) -> UUID:
    """Return who is looking."""
    found = request.viewer.technician_id
    if found is None:
        raise Http404
    return found


def own_case(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Give the view the technician's own live case; whoever is not bound to it finds nothing."""

    @wraps(view)
    @technician_only
    def guarded(request: PageRequest, /, case_id: UUID, **named: Any) -> HttpResponse:
        me = technician_id(request)
        if not field_overview.is_bound(case_id, technician_id=me):
            return _over(request, case_id, me)
        job = field_overview.job(case_id, at=request.now)
        return view(request, job, **named)

    return guarded


def own_order(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Give the view the case to which the technician is bound, as the lead or as the second."""

    @wraps(view)
    @technician_only
    def guarded(request: PageRequest, /, case_id: UUID, **named: Any) -> HttpResponse:
        me = technician_id(request)
        found = job_orders.job_order(case_id, technician_id=me, at=request.now)
        if found is None:
            return _over(request, case_id, me)
        return view(request, case_id, found, **named)

    return guarded


def _over(request: PageRequest, case_id: UUID, me: UUID) -> HttpResponse:
    """Whoever comes after the end of an own case is told so and led on; it shows nothing of it."""
    was_here = field_overview.was_bound(case_id, technician_id=me)
    if not (was_here or field_overview.has_helped(case_id, technician_id=me)):
        raise Http404
    messages.info(request, _("この案件の担当は終わりました。次の打診をお待ちください。"))
    return going_to(request, "field")


def going_to(request: PageRequest, name: str, *args: object) -> HttpResponse:
    """Lead the whole page on, also where only a part of it asked."""
    if not _is_fragment(request):
        return redirect(name, *args)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse(name, args=args)
    return answer


def _is_fragment(request: PageRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
