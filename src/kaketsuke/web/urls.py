"""Addresses of the pages, by audience."""

from django.urls import include, path
from django.views.generic import RedirectView

from kaketsuke.web import health
from kaketsuke.web.document import views as document
from kaketsuke.web.resident import complaints as resident_complaints
from kaketsuke.web.start import views as start

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="start"), name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("start/", start.start, name="start"),
    path("terms/", document.terms, name="terms"),
    path("console/", include("kaketsuke.web.console.urls")),
    path("office/", include("kaketsuke.web.office.urls")),
    path("field/", include("kaketsuke.web.field.urls")),
    path("claims/", include("kaketsuke.web.claims.urls")),
    path("privacy/", include("kaketsuke.web.privacy.urls")),
    path("t/", include("kaketsuke.web.resident.urls")),
    path("c/<str:token>/", resident_complaints.matter, name="resident_matter"),
]
