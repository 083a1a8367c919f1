"""Django's name for this room."""

from django.apps import AppConfig


class OnsiteConfig(AppConfig):
    """The room `onsite`."""

    name = "kaketsuke.onsite"
    label = "onsite"
