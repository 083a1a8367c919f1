"""Django's name for this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The room `audit`."""

    name = "kaketsuke.audit"
    label = "audit"
