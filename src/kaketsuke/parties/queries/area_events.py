"""Where an area event holds: it delays the arrival or closes the service."""

import uuid
from datetime import datetime
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.parties import shapes
from kaketsuke.parties.models import (
    AreaEvent,
    Building,
)


class AreaFacts(NamedTuple):
    """What is declared for a municipality at a moment."""

    force_majeure: bool
    area_closed: bool


def area_facts(building: Building, at: datetime) -> AreaFacts:
    """Return whether force majeure is declared where a building stands, and whether it is closed.

    One register answers both: the delay (4.4) and the closed area (4.7.2).
    """
    in_force = AreaEvent.objects.filter(valid__contains=at)
    standing = [event for event in in_force if covers(event, building)]
    closed = any(event.closes_service for event in standing)
    return AreaFacts(force_majeure=bool(standing), area_closed=closed)


def covers(event: AreaEvent, building: Building) -> bool:
    """Return whether an event's area holds a building: by municipality, or by the drawn shape."""
    if building.municipality_code in event.municipality_codes:
        return True
    if event.shape is None:
        return False
    place = (building.latitude, building.longitude)
    return shapes.inside(place, [(y, x) for y, x in event.shape])


def events_over(building: Building, from_: datetime, until: datetime) -> list[AreaEvent]:
    """Return the events that stood over a building at any moment of a time, newest first."""
    during = DateTimeTZRange(from_, until, "[]")
    found = AreaEvent.objects.filter(valid__overlap=during).order_by("-valid__startswith")
    return [event for event in found if covers(event, building)]


def area_event(area_event_id: uuid.UUID) -> AreaEvent | None:
    """Return one event."""
    return AreaEvent.objects.filter(pk=area_event_id).first()


def area_register(viewer: Viewer) -> list[AreaEvent]:
    """Return the whole register as staff see it: what stands first, then the newest."""
    if not viewer.company_ids:
        return []
    return list(AreaEvent.objects.order_by(F("valid__endswith").desc(nulls_first=True), "-pk"))
