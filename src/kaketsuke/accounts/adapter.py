"""Accounts are made by the office: nobody signs up, and nobody gets a password by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the sign-up of the library; everything else is the library's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """Return False: the office makes accounts."""
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Change a password where there is one; an account made without one never gets its own.

        A registrant's password would outlast the number or passkey by which they sign in.
        """
        if not user.has_usable_password():
            raise PermissionDenied
        super().set_password(user, password)

    def forget_failures(self, request: HttpRequest, username: str) -> None:
        """Let an account try again that was closed after wrong passwords."""
        self._delete_login_attempts_cached_email(request, username=username)
