"""A resident's page is opened by its link alone: whoever holds it sees this one case."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from kaketsuke.accounts import context
from kaketsuke.overview import tracking
from kaketsuke.web.permission import PageRequest

View = Callable[..., HttpResponse]


def by_link(view: View) -> Callable[..., HttpResponseBase]:
    """Give the view what the token opens; an unknown link looks like a dead one."""
    return _guarded(view, papers=False)


def to_papers(view: View) -> Callable[..., HttpResponseBase]:
    """Give the view what the token opens, for as long as the payer's papers are kept open."""
    return _guarded(view, papers=True)


def _guarded(view: View, *, papers: bool) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **named: Any) -> HttpResponseBase:
        known = cast(PageRequest, request)
        chosen = request.GET.get("language", "")
        if chosen in dict(settings.LANGUAGES):
            return unlisted(remember(chosen, request))
        opened = tracking.open_link(token, now=known.now, papers=papers)
        if opened is None:
            return unlisted(_dead(known, token))
        known.viewer = opened.viewer
        context.set_viewer(opened.viewer)
        speak_to(opened.person_id, request)
        return unlisted(view(known, opened, **named))

    # The unguessable address is the right itself, not a cookie that another site could ride on; and
    # under `no-referrer` browsers withhold the origin that the usual check compares.
    return csrf_exempt(guarded)


def _dead(request: PageRequest, token: str) -> HttpResponse:
    """Say that the link opens nothing any more, but the papers where they are still open."""
    still = tracking.open_link(token, now=request.now, papers=True)
    status = 410 if still or tracking.was_made(token) else 404
    shown = {"papers_token": token if still and tracking.has_papers(still) else ""}
    return render(request, "resident/expired.html", shown, status=status)


def speak_to(person_id: UUID | None, request: HttpRequest) -> None:
    """Use the language that the person reads, unless this browser has chosen one."""
    language = tracking.language_of(person_id)
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)


def remember(language: str, request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in this browser; the common switch posts, which this page cannot."""
    answer = HttpResponseRedirect(request.path)
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return answer


def unlisted(answer: HttpResponse) -> HttpResponse:
    """Keep the address out of caches, search engines and other sites' logs."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "no-store"
    return answer
