"""Addresses of the desk of complaints and claims."""

from django.urls import path

from kaketsuke.web.claims import (
    area_events,
    complaints,
    damage_steps,
    damages,
    extents,
    statistics,
)

urlpatterns = [
    path("", damages.claims, name="claims"),
    path("about/<uuid:case_id>/", damages.new, name="claim_new"),
    path("damages/<uuid:claim_id>/", damages.claim, name="claim"),
    path("damages/<uuid:claim_id>/do/<slug:what>/", damage_steps.do, name="claim_do"),
    path(
        "damages/<uuid:claim_id>/evidence/<uuid:evidence_id>/",
        damages.evidence,
        name="claim_evidence",
    ),
    path("damages/<uuid:claim_id>/photos/<uuid:photo_id>/", damages.photo, name="claim_photo"),
    path("damages/<uuid:claim_id>/letters/<uuid:letter_id>/", damages.letter, name="claim_letter"),
    path("extents/<uuid:case_id>/", extents.extents, name="case_extents"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("area-events/", area_events.area_events, name="area_events"),
    path("area-events/new/", area_events.declare, name="area_event_new"),
    path("area-events/<uuid:area_event_id>/end/", area_events.end, name="area_event_end"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/about/<slug:kind>/<uuid:subject_id>/", complaints.new, name="complaint_new"),
    path("complaints/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
    path("complaints/<uuid:complaint_id>/do/<slug:what>/", complaints.do, name="complaint_do"),
]
