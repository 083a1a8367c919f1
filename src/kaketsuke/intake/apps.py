"""Django's name for this room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The room `intake`."""

    name = "kaketsuke.intake"
    label = "intake"
