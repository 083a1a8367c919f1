"""Django's name for the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, templates, static files."""

    name = "kaketsuke.web"
    label = "web"
