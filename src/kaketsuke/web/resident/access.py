"""A resident's page is opened by its link alone: whoever holds it sees this one case."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from kaketsuke.accounts import context
from kaketsuke.overview import tracking
from kaketsuke.overview.tracking import Opened
from kaketsuke.web.permission import PageRequest

P = ParamSpec("P")


def by_link(
    view: Callable[Concatenate[PageRequest, Opened, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Give the view what the token opens; an unknown link looks like a dead one."""

    @wraps(view)
    def guarded(
        request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        known = cast(PageRequest, request)
        opened = tracking.open_link(token, now=known.now)
        if opened is None:
            status = 410 if tracking.was_made(token) else 404
            return _unlisted(render(request, "resident/expired.html", status=status))
        known.viewer = opened.viewer
        context.set_viewer(opened.viewer)
        _speak_to(opened, request)
        return _unlisted(view(known, opened, *args, **kwargs))

    return guarded


def _speak_to(opened: Opened, request: HttpRequest) -> None:
    """Use the language that the person reads, unless this browser has chosen one."""
    language = tracking.language_of(opened)
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)


def _unlisted(answer: HttpResponse) -> HttpResponse:
    """Keep the address out of caches, search engines and other sites' logs."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "no-store"
    return answer
