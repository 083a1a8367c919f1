"""Django's name for this room."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The room `network`."""

    name = "kaketsuke.network"
    label = "network"
