"""Django's name for this room."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """The room `residents`."""

    name = "kaketsuke.residents"
    label = "residents"
