"""Django's name for this room."""

from django.apps import AppConfig


class TermsConfig(AppConfig):
    """The room `terms`."""

    name = "kaketsuke.terms"
    label = "terms"
