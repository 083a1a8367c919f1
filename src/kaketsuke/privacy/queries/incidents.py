"""Incidents, and whom they touched."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.database.paging import Page, page_of
from kaketsuke.people import keys, sealing
from kaketsuke.privacy.models import Affected, Incident
from kaketsuke.privacy.places import cleared_place, reason_place


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
    """Return whom an incident touched, as far as is known."""
    standing = Affected.objects.filter(incident=incident_id, cleared_at__isnull=True)
    found = standing.order_by("person_id")
    return list(found.values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class AffectedRow:
    """Somebody an incident touched, or not after all, with the reasons opened."""

    id: UUID
    incident_id: UUID
    person_id: UUID
    by_hand: bool
    reason: str
    letter_at: datetime | None
    cleared_at: datetime | None
    cleared_by_id: UUID | None
    cleared_because: str

    def __repr__(self) -> str:
        """Keep the reasons out of logs and tracebacks."""
        return f"AffectedRow({self.id})"


def affected(incident_id: UUID, *, page: int = 1) -> Page[AffectedRow]:
    """Return a page of whom an incident touched; last, whoever was found not to be affected."""
    found = Affected.objects.filter(incident=incident_id)
    rows = page_of(found.order_by(F("cleared_at").asc(nulls_first=True), "pk"), page)
    return rows.showing(_opened(rows.rows))


def one_affected(viewer: Viewer, affected_id: UUID) -> AffectedRow | None:
    """Return somebody whom an incident of the viewer's companies touched."""
    found = Affected.objects.filter(pk=affected_id, company_id__in=viewer.company_ids)
    return next(iter(_opened(list(found))), None)


def _opened(rows: list[Affected]) -> list[AffectedRow]:
    opened = keys.open_keys("incident", {row.incident_id for row in rows})

    def said(row: Affected, sealed: bytes | memoryview | None, place: str) -> str:
        key = opened.get(row.incident_id)
        return sealing.open_sealed(key, sealed, context=place) if key and sealed else ""

    return [
        AffectedRow(
            row.id,
            row.incident_id,
            row.person_id,
            row.found_by == "hand",
            said(row, row.reason_sealed, reason_place(row.incident_id, row.person_id)),
            row.letter_at,
            row.cleared_at,
            row.cleared_by_id,
            said(row, row.cleared_because_sealed, cleared_place(row.id)),
        )
        for row in rows
    ]
