"""Addresses of the privacy desk."""

from django.urls import path

from kaketsuke.web.privacy import files, requests

urlpatterns = [
    path("", requests.requests, name="privacy_requests"),
    path("new/", requests.new, name="privacy_new"),
    path("requests/<uuid:request_id>/", requests.one, name="privacy_request"),
    path("requests/<uuid:request_id>/disclosure.json", files.as_json, name="privacy_json"),
    path("requests/<uuid:request_id>/disclosure.pdf", files.as_pdf, name="privacy_pdf"),
    path("requests/<uuid:request_id>/reply.pdf", files.reply, name="privacy_reply"),
    path("requests/<uuid:request_id>/<slug:what>/", requests.do, name="privacy_do"),
]
