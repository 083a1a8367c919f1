"""Django's name for this room."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """The room `claims`."""

    name = "kaketsuke.claims"
    label = "claims"
