"""Addresses that a link opens."""

from django.urls import path

from kaketsuke.web.resident import complaints, views

urlpatterns = [
    path("<str:token>/", views.track, name="resident_track"),
    path("<str:token>/stop/", views.stop, name="resident_stop"),
    path("<str:token>/complaint/", complaints.from_link, name="resident_complaint"),
    path("<str:token>/receipt/", views.receipt, name="resident_receipt"),
    path(
        "<str:token>/estimate/<uuid:estimate_id>/",
        views.answer_estimate,
        name="resident_answer",
    ),
]
