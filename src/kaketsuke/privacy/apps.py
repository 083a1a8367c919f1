"""Django's name for this room."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The room `privacy`."""

    name = "kaketsuke.privacy"
    label = "privacy"
