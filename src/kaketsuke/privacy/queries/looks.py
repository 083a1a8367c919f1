"""Looks outside any case, and the unusual ones."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncHour

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit.models import Access
from kaketsuke.database.paging import Page, page_of
from kaketsuke.people import keys, sealing
from kaketsuke.people.models import Person
from kaketsuke.privacy.models import Alert, BreakGlass
from kaketsuke.privacy.places import note_place


def alerts(viewer: Viewer, *, page: int = 1) -> Page[Alert]:
    """Return a page of the alerts that nobody has looked into, the newest first."""
    return page_of(_alerts(viewer).filter(seen_at=None).order_by("-raised_at", "pk"), page)


def alert(viewer: Viewer, alert_id: UUID) -> Alert | None:
    """Return an alert of the viewer's companies."""
    return _alerts(viewer).filter(pk=alert_id).first()


def checked_alerts(viewer: Viewer, *, page: int = 1) -> Page[Alert]:
    """Return a page of the alerts that somebody has looked into, the newest first."""
    return page_of(_alerts(viewer).exclude(seen_at=None).order_by("-seen_at", "pk"), page)


def notes_of(viewer: Viewer, alert_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what was found where somebody looked into these alerts, opened."""
    rows = _alerts(viewer).filter(pk__in=alert_ids, note_sealed__isnull=False)
    opened = keys.open_keys("alert", [row.pk for row in rows])
    return {
        row.pk: sealing.open_sealed(opened[row.pk], row.note_sealed, context=note_place(row.pk))
        for row in rows
        if row.pk in opened and row.note_sealed is not None
    }


def _alerts(viewer: Viewer) -> "QuerySet[Alert]":
    return Alert.objects.filter(company_id__in=viewer.company_ids)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """How often an account looked within an hour, in a role for a purpose, and at how many."""

    hour: datetime
    viewer_role: str
    purpose: str
    ground: str
    on_a_case: bool
    looks: int
    persons: int


def looks_behind(alert: Alert) -> list[LookedAt]:
    """Return what the account of an alert looked at in the day before it, hour by hour.

    Of the company's own persons; those of another company are for its own desk.
    """
    since = alert.raised_at - timedelta(days=1)
    looked = Access.objects.filter(viewer_id=alert.viewer_id, at__gt=since, at__lte=alert.raised_at)
    # Numbers only: as the product, since the persons of others are hidden from whoever asks.
    with context.as_system():
        persons = Person.objects.filter(pk__in=looked.values("person_id"))
        others = persons.exclude(company_id=None).exclude(company_id=alert.company_id)
        theirs = list(others.values_list("pk", flat=True))
    found = looked.exclude(person_id__in=theirs)
    counted = (
        found.annotate(hour=TruncHour("at"), on_a_case=Q(case_id__isnull=False))
        .values("hour", "viewer_role", "purpose", "ground", "on_a_case")
        .annotate(looks=Count("pk"), persons=Count("person_id", distinct=True))
    )
    return [LookedAt(**row) for row in counted.order_by("-hour", "purpose", "on_a_case")]


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


def looks(viewer: Viewer, *, page: int = 1) -> Page[Look]:
    """Return a page of the looks of the viewer's companies, those to be reviewed first."""
    found = BreakGlass.objects.filter(company_id__in=viewer.company_ids)
    shown = page_of(found.order_by(F("reviewed_at").asc(nulls_first=True), "-at", "pk"), page)
    return shown.showing(_looks(shown.rows))


def is_look(viewer: Viewer, look_id: UUID) -> bool:
    """Return whether it is a look of the viewer's companies."""
    return BreakGlass.objects.filter(company_id__in=viewer.company_ids, pk=look_id).exists()


def _looks(rows: list[BreakGlass]) -> list[Look]:
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
