"""My page opens to registrants; strangers are led to the sign-in by one-time code."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.cache import never_cache

from kaketsuke.overview import my_page
from kaketsuke.web.permission import PageRequest


def registrant_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Give the view my page of whoever is signed in as a registrant, in the language they read."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect("my_sign_in")
        known = cast(PageRequest, request)
        if not known.viewer.has("resident"):
            raise PermissionDenied
        page = my_page.my_page(known.viewer, now=known.now)
        if page is None:
            raise PermissionDenied
        speak_to(page.language, request)
        return view(known, page, **named)

    return never_cache(guarded)


def speak_to(language: str, request: HttpRequest) -> None:
    """Use the person's language, unless this browser has chosen one."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
