"""Addresses of the privacy desk."""

from django.urls import path

from kaketsuke.web.privacy import declared, files, holds, incidents, others, requests

urlpatterns = [
    path("", requests.requests, name="privacy_requests"),
    path("new/", requests.new, name="privacy_new"),
    path("requests/<uuid:request_id>/", requests.one, name="privacy_request"),
    path("requests/<uuid:request_id>/disclosure.json", files.as_json, name="privacy_json"),
    path("requests/<uuid:request_id>/disclosure.pdf", files.as_pdf, name="privacy_pdf"),
    path("requests/<uuid:request_id>/reply.pdf", files.reply, name="privacy_reply"),
    path("requests/<uuid:request_id>/<slug:what>/", requests.do, name="privacy_do"),
    path("incidents/", incidents.incidents, name="privacy_incidents"),
    path("incidents/report/", incidents.report, name="privacy_report"),
    path("incidents/<uuid:incident_id>/", incidents.one, name="privacy_incident"),
    path("incidents/<uuid:incident_id>/letters.pdf", incidents.letters, name="privacy_letters"),
    path("incidents/<uuid:incident_id>/add/", incidents.add, name="privacy_incident_add"),
    path("incidents/<uuid:incident_id>/<slug:what>/", incidents.do, name="privacy_incident_do"),
    path("processors/", others.processors, name="privacy_processors"),
    path("processors/<uuid:processor_id>/<slug:what>/", others.processor, name="privacy_processor"),
    path("provisions/", others.provisions, name="privacy_provisions"),
    path("blocks/<uuid:block_id>/end/", others.unblock, name="privacy_unblock"),
    path("looks/", others.looks, name="privacy_looks"),
    path("looks/<uuid:look_id>/<slug:what>/", others.look, name="privacy_look"),
    path("holds/", holds.holds, name="privacy_holds"),
    path("holds/new/", holds.new, name="privacy_hold"),
    path("holds/<uuid:hold_id>/review/", holds.review, name="privacy_hold_review"),
    path("holds/<uuid:hold_id>/end/", holds.end, name="privacy_hold_end"),
    path("declared/", declared.declared, name="privacy_declared"),
    path("clocks/", others.clocks, name="privacy_clocks"),
]
