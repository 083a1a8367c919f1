"""Looks outside any case, and the unusual ones."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.people import keys, sealing
from kaketsuke.privacy.models import (
    Alert,
    BreakGlass,
)


def alerts(viewer: Viewer) -> list[Alert]:
    """Return the alerts that nobody has looked into."""
    found = Alert.objects.filter(company_id__in=viewer.company_ids, seen_at__isnull=True)
    return list(found.order_by("-raised_at")[:100])


@dataclass(frozen=True, slots=True)
class Look:
    """A look outside any case, with its reason."""

    id: UUID
    viewer_id: UUID
    person_id: UUID
    at: datetime
    reason: str
    in_order: bool | None

    def __repr__(self) -> str:
        """Keep the reason out of logs and tracebacks."""
        return f"Look({self.id})"


def looks(viewer: Viewer) -> list[Look]:
    """Return the looks of the viewer's companies, those to be reviewed first."""
    found = BreakGlass.objects.filter(company_id__in=viewer.company_ids)
    rows = list(found.order_by(F("reviewed_at").asc(nulls_first=True), "-at")[:50])
    opened = keys.open_keys("block", [row.id for row in rows])
    return [
        Look(
            row.id,
            row.viewer_id,
            row.person_id,
            row.at,
            sealing.open_sealed(
                opened[row.id], row.reason_sealed, context=f"privacy.break_glass.reason:{row.id}"
            )
            if row.id in opened
            else "",
            row.in_order,
        )
        for row in rows
    ]
