"""Addresses of the registration."""

from django.urls import path

from kaketsuke.web.join import giving, opening, reading

urlpatterns = [
    path("", reading.document, name="join_document"),
    path("start/", opening.type_code, name="join_type"),
    path("home/", opening.find_home, name="join_home"),
    path("consent/", reading.consent, name="join_consent"),
    path("decline/", reading.decline, name="join_decline"),
    path("phone/", giving.phone, name="join_phone"),
    path("code/", giving.code, name="join_code"),
    path("code/again/", giving.code_again, name="join_code_again"),
    path("details/", giving.details, name="join_details"),
]
