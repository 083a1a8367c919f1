"""Addresses of registration at the counter and by telephone."""

from django.urls import path

from kaketsuke.web.desk_registration import guardians, numbers, views

urlpatterns = [
    path("", views.listed, name="registrations"),
    path("new/<slug:channel>/", views.register, name="registration_new"),
    path("guardians/", guardians.listed, name="guardians"),
    path("guardians/<uuid:guardianship_id>/end/", guardians.end, name="guardian_end"),
    path("<uuid:registration_id>/confirm/", views.confirm, name="registration_confirm"),
    path("<uuid:registration_id>/number/", numbers.number, name="registration_number"),
]
