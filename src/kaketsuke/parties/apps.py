"""Django's name for this room."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The room `parties`."""

    name = "kaketsuke.parties"
    label = "parties"
