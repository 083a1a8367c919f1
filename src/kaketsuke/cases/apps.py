"""Django's name for this room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room `cases`."""

    name = "kaketsuke.cases"
    label = "cases"
