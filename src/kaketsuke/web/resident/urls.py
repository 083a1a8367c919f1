"""Addresses that a link opens."""

from django.urls import path

from kaketsuke.web.resident import complaints, papers, strangers, views

urlpatterns = [
    path("<str:token>/", views.track, name="resident_track"),
    path("<str:token>/stop/", views.stop, name="resident_stop"),
    path("<str:token>/object/", views.object_to_word, name="resident_object"),
    path("<str:token>/technician.jpg", views.portrait, name="resident_portrait"),
    path("<str:token>/damage/", complaints.damage_from_link, name="resident_damage"),
    path("<str:token>/complaint/", complaints.from_link, name="resident_complaint"),
    path("<str:token>/not-for-me/", strangers.not_for_me, name="resident_not_for_me"),
    path("<str:token>/receipt/", papers.receipt, name="resident_receipt"),
    path("<str:token>/receipt.pdf", papers.receipt_pdf, name="resident_receipt_pdf"),
    path("<str:token>/return.pdf", papers.return_pdf, name="resident_return_pdf"),
    path("<str:token>/cancel/", papers.cancel, name="resident_cancel"),
    path(
        "<str:token>/estimate/<uuid:estimate_id>/",
        views.answer_estimate,
        name="resident_answer",
    ),
    path("<str:token>/estimate/<uuid:estimate_id>/sheet.pdf", views.sheet, name="resident_sheet"),
]
