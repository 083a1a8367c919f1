"""Django's name for this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room `accounts`."""

    name = "kaketsuke.accounts"
    label = "accounts"
