"""Django's name for this room."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """The room `dispatch`."""

    name = "kaketsuke.dispatch"
    label = "dispatch"
