"""Legal holds, and how the clocks ran."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.database.paging import Page, page_of
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


def holds(viewer: Viewer, *, page: int = 1, at: datetime) -> Page[HoldRow]:
    """Return a page of the viewer's live holds, the first to be reviewed first."""
    found = page_of(_holds(viewer, at=at).order_by("review_on", "pk"), page)
    return found.showing(_hold_rows(found.rows))


def hold(viewer: Viewer, hold_id: UUID, *, at: datetime) -> HoldRow | None:
    """Return a live hold of the viewer's companies."""
    return next(iter(_hold_rows(list(_holds(viewer, at=at).filter(pk=hold_id)))), None)


def _holds(viewer: Viewer, *, at: datetime) -> "QuerySet[Hold]":
    return Hold.objects.filter(company_id__in=viewer.company_ids, valid__contains=at)


def _hold_rows(rows: list[Hold]) -> list[HoldRow]:
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
