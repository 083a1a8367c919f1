"""Who may see a page: asked on the server, for every view, before anything is read."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from kaketsuke.accounts.viewers import Viewer

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request as `ViewerMiddleware` hands it on: it knows who is looking and when."""

    viewer: Viewer
    now: datetime


def for_roles(
    *roles: str,
) -> Callable[
    [Callable[Concatenate[PageRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Let only holders of one of the roles in: strangers sign in first, others get a 403."""

    def decorate(
        view: Callable[Concatenate[PageRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            known = cast(PageRequest, request)
            if not known.viewer.has(*roles):
                raise PermissionDenied
            return view(known, *args, **kwargs)

        return guarded

    return decorate


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Lead to the sign-in and from there back to the page that stood open.

    A press that came too late is not repeated, and its address shows no page of its own.
    """
    is_part = request.headers.get("HX-Request") == "true"
    if request.method == "GET" and not is_part:
        return redirect_to_login(request.get_full_path())
    stood_at = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    page = urlsplit(stood_at)._replace(scheme="", netloc="", fragment="").geturl()
    to_sign_in = redirect_to_login(page if page.startswith("/") else reverse("start"))
    if not is_part:
        return to_sign_in
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = to_sign_in["Location"]
    return answer


STAFF = ("operator", "supervisor")
staff_only = for_roles(*STAFF)
supervisor_only = for_roles("supervisor")
office_only = for_roles("office")
auditor_only = for_roles("auditor")
signed_in = for_roles(
    "operator",
    "supervisor",
    "technician",
    "contractor",
    "owner",
    "resident",
    "office",
    "auditor",
    "claims",
    "privacy",
)
