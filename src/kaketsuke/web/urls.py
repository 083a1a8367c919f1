"""Addresses of the pages, by audience."""

from django.urls import include, path
from django.views.generic import RedirectView

from kaketsuke.web import health
from kaketsuke.web.document import views as document
from kaketsuke.web.start import views as start

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="start"), name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("start/", start.start, name="start"),
    path("terms/", document.terms, name="terms"),
    path("console/", include("kaketsuke.web.console.urls")),
    path("office/", include("kaketsuke.web.office.urls")),
    path("field/", include("kaketsuke.web.field.urls")),
    path("t/", include("kaketsuke.web.resident.urls")),
]
