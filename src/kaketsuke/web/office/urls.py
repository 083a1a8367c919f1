"""Addresses of the office's and the auditor's pages."""

from django.urls import path

from kaketsuke.web.office import follow_ups, record, service

urlpatterns = [
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("follow-ups/<uuid:follow_up_id>/", follow_ups.follow_up, name="follow_up"),
    path("service/", service.service, name="office_service"),
    path("record/", record.verify, name="verify_record"),
]
