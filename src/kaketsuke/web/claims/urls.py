"""Addresses of the desk of complaints and claims."""

from django.urls import path

from kaketsuke.web.claims import complaints

urlpatterns = [
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/about/<slug:kind>/<uuid:subject_id>/", complaints.new, name="complaint_new"),
    path("complaints/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
    path("complaints/<uuid:complaint_id>/do/<slug:what>/", complaints.do, name="complaint_do"),
]
