"""Incidents, and whom they touched."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.database.paging import Page, page_of
from kaketsuke.privacy.models import (
    Affected,
    Incident,
)


def incidents(viewer: Viewer, *, page: int = 1) -> Page[Incident]:
    """Return a page of the viewer's incidents, the open ones first by their deadline."""
    found = Incident.objects.filter(company_id__in=viewer.company_ids)
    ordered = found.order_by(F("final_at").asc(nulls_first=True), "preliminary_due_on", "pk")
    return page_of(ordered, page)


def incident(viewer: Viewer, incident_id: UUID) -> Incident | None:
    """Return an incident of the viewer's companies."""
    return Incident.objects.filter(pk=incident_id, company_id__in=viewer.company_ids).first()


def letters_sent(incident_id: UUID) -> tuple[int, datetime | None]:
    """Return how many of the affected were written to, and when the last of them."""
    told = Affected.objects.filter(incident=incident_id, letter_at__isnull=False)
    found = told.aggregate(letters=Count("pk"), last=Max("letter_at"))
    return found["letters"], found["last"]


def affected_persons(incident_id: UUID) -> list[UUID]:
    """Return whom an incident touched."""
    found = Affected.objects.filter(incident=incident_id).order_by("person_id")
    return list(found.values_list("person_id", flat=True))
