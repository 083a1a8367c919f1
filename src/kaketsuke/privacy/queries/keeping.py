"""Legal holds, and how the clocks ran."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.people import keys, sealing
from kaketsuke.privacy.models import (
    Hold,
    RetentionRun,
)
from kaketsuke.privacy.places import hold_place


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A live legal hold, with its reason opened."""

    id: UUID
    person_id: UUID
    reason: str
    set_by_id: UUID
    set_at: datetime
    review_on: date

    def __repr__(self) -> str:
        """Keep the reason out of logs and tracebacks."""
        return f"HoldRow({self.id})"


def holds(viewer: Viewer, *, at: datetime) -> list[HoldRow]:
    """Return the live holds of the viewer's companies, the first to be reviewed first."""
    found = Hold.objects.filter(company_id__in=viewer.company_ids, valid__contains=at)
    rows = list(found.order_by("review_on", "pk")[:200])
    opened = keys.open_keys("hold", [row.id for row in rows])
    return [
        HoldRow(
            row.id,
            row.person_id,
            sealing.open_sealed(
                opened[row.id], row.reason_sealed, context=hold_place("reason", row.id)
            )
            if row.id in opened
            else "",
            row.set_by_id,
            row.valid.lower,
            row.review_on,
        )
        for row in rows
    ]


def retention_runs() -> list[RetentionRun]:
    """Return the newest runs of the clocks."""
    return list(RetentionRun.objects.order_by("-at", "-pk")[:10])
