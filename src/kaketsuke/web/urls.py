"""Addresses of the pages, by audience."""

from django.urls import include, path
from django.views.generic import RedirectView

from kaketsuke.web import area, health
from kaketsuke.web.document import views as document
from kaketsuke.web.join import opening
from kaketsuke.web.resident import complaints as resident_complaints
from kaketsuke.web.start import views as start

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="start"), name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("start/", start.start, name="start"),
    path("terms/", document.terms, name="terms"),
    path("terms/<uuid:version_id>/", document.terms, name="terms_version"),
    path("terms/<uuid:version_id>/pdf/", document.pdf, name="terms_pdf"),
    path("area/", area.area, name="area"),
    path("r/<str:code>/", opening.open_code, name="join_open"),
    path("r/", opening.type_code, name="join_typed"),
    path("join/", include("kaketsuke.web.join.urls")),
    path("registrations/", include("kaketsuke.web.desk_registration.urls")),
    path("my/", include("kaketsuke.web.my.urls")),
    path("console/", include("kaketsuke.web.console.urls")),
    path("office/", include("kaketsuke.web.office.urls")),
    path("owner/", include("kaketsuke.web.owner.urls")),
    path("field/", include("kaketsuke.web.field.urls")),
    path("contractor/", include("kaketsuke.web.contractor.urls")),
    path("claims/", include("kaketsuke.web.claims.urls")),
    path("privacy/", include("kaketsuke.web.privacy.urls")),
    path("t/", include("kaketsuke.web.resident.urls")),
    path("c/<str:token>/", resident_complaints.matter, name="resident_matter"),
    path(
        "c/<str:token>/letters/<uuid:letter_id>/",
        resident_complaints.letter,
        name="resident_letter",
    ),
]
