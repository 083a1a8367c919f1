"""Django's name for this room."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """The room `notify`."""

    name = "kaketsuke.notify"
    label = "notify"
