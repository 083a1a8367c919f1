"""Accounts are made by the office: nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the sign-up of the library; everything else is the library's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """Return False: the office makes accounts."""
        return False

    def forget_failures(self, request: HttpRequest, username: str) -> None:
        """Let an account try again that was closed after wrong passwords."""
        self._delete_login_attempts_cached_email(request, username=username)
