"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("kaketsuke.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "kaketsuke.web.errors.bad_request"
handler403 = "kaketsuke.web.errors.forbidden"
handler404 = "kaketsuke.web.errors.not_found"
handler500 = "kaketsuke.web.errors.server_error"
