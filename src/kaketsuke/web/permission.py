"""Who may see a page: asked on the server, for every view, before anything is read."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kaketsuke.accounts.viewers import Viewer

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request as `ViewerMiddleware` hands it on: it knows who is looking and when."""

    viewer: Viewer
    now: datetime


def for_roles(
    *roles: str,
) -> Callable[
    [Callable[Concatenate[PageRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Let only holders of one of the roles in: strangers sign in first, others get a 403."""

    def decorate(
        view: Callable[Concatenate[PageRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            known = cast(PageRequest, request)
            if not known.viewer.has(*roles):
                raise PermissionDenied
            return view(known, *args, **kwargs)

        return guarded

    return decorate


STAFF = ("operator", "supervisor")
staff_only = for_roles(*STAFF)
supervisor_only = for_roles("supervisor")
signed_in = for_roles(
    "operator",
    "supervisor",
    "technician",
    "contractor",
    "owner",
    "resident",
    "office",
    "auditor",
)
