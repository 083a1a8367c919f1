"""Addresses of the library behind the sign-in that nobody is to use: they answer as if not there.

The office makes accounts and gives new passwords; a registrant comes in by a code to the registered
number or by a passkey, and never by a password that would outlast that number. The library's own
pages name these addresses, so they keep their names and lose their pages.
"""

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import re_path

NOBODYS = ("signup/", "email/", "confirm-email/", "password/set/", "password/reset/", "login/code/")


def nobodys(_request: HttpRequest) -> NoReturn:
    """Answer that there is no such page."""
    raise Http404


urlpatterns = [re_path(f"^{each}", nobodys) for each in NOBODYS]
