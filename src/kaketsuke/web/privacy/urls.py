"""Addresses of the privacy desk."""

from django.urls import path

from kaketsuke.web.privacy import (
    affected,
    clocks,
    declared,
    files,
    holds,
    incidents,
    looks,
    processors,
    provisions,
    requests,
)

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
    path("incidents/<uuid:incident_id>/add/", affected.add, name="privacy_incident_add"),
    path("incidents/<uuid:incident_id>/persons/", affected.affected, name="privacy_affected"),
    path("affected/<uuid:affected_id>/clear/", affected.clear, name="privacy_affected_clear"),
    path("incidents/<uuid:incident_id>/<slug:what>/", incidents.do, name="privacy_incident_do"),
    path("processors/", processors.processors, name="privacy_processors"),
    path(
        "processors/<uuid:processor_id>/<slug:what>/",
        processors.processor,
        name="privacy_processor",
    ),
    path("provisions/", provisions.provisions, name="privacy_provisions"),
    path("provisions/new/", provisions.provide, name="privacy_provide"),
    path("blocks/new/", provisions.block, name="privacy_block"),
    path("blocks/<uuid:block_id>/end/", provisions.unblock, name="privacy_unblock"),
    path("looks/", looks.looks, name="privacy_looks"),
    path("alerts/<uuid:alert_id>/", looks.alert, name="privacy_alert"),
    path("looks/<uuid:look_id>/<slug:what>/", looks.look, name="privacy_look"),
    path("holds/", holds.holds, name="privacy_holds"),
    path("holds/new/", holds.new, name="privacy_hold"),
    path("holds/<uuid:hold_id>/review/", holds.review, name="privacy_hold_review"),
    path("holds/<uuid:hold_id>/end/", holds.end, name="privacy_hold_end"),
    path("declared/", declared.declared, name="privacy_declared"),
    path("clocks/", clocks.clocks, name="privacy_clocks"),
]
