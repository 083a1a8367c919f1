"""Which trips were completed? From the press of departure to the press of arrival."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Entry
from kaketsuke.engine.travel import learned, lessons, providers
from kaketsuke.engine.travel.learned import Trip
from kaketsuke.network.models import Position


@dataclass(frozen=True, slots=True)
class Taught:
    """How many trips taught how many lessons, about whose times."""

    base: str
    trips: int
    lessons: int


def learn(out: Path) -> Taught:
    """Write what the completed trips teach about the times of the provider in the settings.

    Raises: RoadsUnusable, NoAnswer, OSError.
    """
    found = completed()
    times = providers.bare(roads=settings.ROADS, osrm_url=settings.OSRM_URL)
    taught = learned.learn(times, found)
    base = providers.base_of(roads=settings.ROADS, osrm_url=settings.OSRM_URL)
    lessons.save(lessons.Kept(base, taught), out)
    return Taught(base, len(found), len(taught.by_key))


def completed() -> list[Trip]:
    """Return the trips whose place of departure is still kept, which is 30 days. Two queries.

    Only a press whose phone knew its place counts, and an arrival by whoever set out.
    """
    steps = (
        Entry.objects.filter(event__in=(Event.DEPARTED, Event.ARRIVED), actor_id__isnull=False)
        .select_related("case__dwelling__building")
        .order_by("case_id", "seq")
    )
    began: dict[UUID, Entry] = {}
    pairs: list[tuple[Entry, Entry]] = []
    for step in steps:
        if step.event == Event.DEPARTED:
            began[step.case_id] = step
            continue
        start = began.pop(step.case_id, None)
        if start is not None and start.actor_id == step.actor_id:
            pairs.append((start, step))
    places = _places([start for start, _end in pairs])
    return [
        Trip(
            places[start.actor_id, start.event_at],
            (end.case.dwelling.building.latitude, end.case.dwelling.building.longitude),
            start.event_at,
            (end.event_at - start.event_at).total_seconds(),
        )
        for start, end in pairs
        if (start.actor_id, start.event_at) in places
    ]


def _places(starts: list[Entry]) -> dict[tuple[UUID | None, object], tuple[float, float]]:
    found = Position.objects.filter(
        technician__in={start.actor_id for start in starts},
        at__in={start.event_at for start in starts},
    )
    return {(each.technician_id, each.at): (each.latitude, each.longitude) for each in found}
