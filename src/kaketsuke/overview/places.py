"""Where the door is and where the technician was last, for whoever waits behind the door."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.accounts import context
from kaketsuke.engine import travel
from kaketsuke.network import queries as network_queries
from kaketsuke.parties.models import Building


@dataclass(frozen=True, slots=True)
class Places:
    """The door, and the technician while on the way; a position is minutes old, never live."""

    latitude: float
    longitude: float
    technician_latitude: float | None = None
    technician_longitude: float | None = None
    seen_at: datetime | None = None
    distance_km: float | None = None


def places(building: Building, *, technician_id: UUID | None, since: datetime | None) -> Places:
    """Return the door, and where its technician was since setting out. One query."""
    at_the_door = Places(building.latitude, building.longitude)
    if technician_id is None or since is None:
        return at_the_door
    with context.as_system():
        seen = network_queries.newest_position(technician_id, since=since)
    if seen is None:
        return at_the_door
    here = travel.places([(seen.latitude, seen.longitude)])
    door = travel.places([(building.latitude, building.longitude)])
    return Places(
        building.latitude,
        building.longitude,
        technician_latitude=seen.latitude,
        technician_longitude=seen.longitude,
        seen_at=seen.at,
        distance_km=round(float(travel.great_circle_m(here, door)[0, 0]) / 1000, 1),
    )
