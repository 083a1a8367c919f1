"""Every address of the product."""

from django.urls import include, path

from kaketsuke.api.v1 import api
from kaketsuke.web.start import language

urlpatterns = [
    path("", include("kaketsuke.web.urls")),
    path("accounts/", include("kaketsuke.web.closed")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("i18n/", include([path("setlang/", language.choose, name="set_language")])),
]

handler400 = "kaketsuke.web.errors.bad_request"
handler403 = "kaketsuke.web.errors.forbidden"
handler404 = "kaketsuke.web.errors.not_found"
handler500 = "kaketsuke.web.errors.server_error"
