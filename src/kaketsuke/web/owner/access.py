"""Who may see an owner's page: an owner's account that accepted how data are handled (4.9)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from kaketsuke.overview import owners_view
from kaketsuke.web.permission import PageRequest, for_roles

P = ParamSpec("P")
owner_only = for_roles("owner")


def for_owners(
    view: Callable[Concatenate[PageRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let owners in who accepted the terms on data; others are led to them first."""

    @wraps(view)
    def after_terms(request: PageRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not owners_view.has_undertaken(request.viewer):
            return redirect("owner_terms")
        return view(request, *args, **kwargs)

    return owner_only(after_terms)


def own_or_404(request: PageRequest, building_id: UUID) -> Any:
    """Return a building of the viewer's; of another one nobody learns that it exists."""
    found = owners_view.own_building(request.viewer, building_id, at=request.now)
    if found is None:
        raise Http404
    return found
