"""Force majeure over areas: snow that falls now, a storm gone by and what it excuses (4.4)."""

from datetime import timedelta

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.demo.world.ground import World
from kaketsuke.parties import events
from kaketsuke.parties.models import Building

SNOWED_IN = "north"
STORM_REACHES = 0.04  # degrees to each side of the building


def build(world: World) -> None:
    """Declare the snow, and record what the storm kept a technician from."""
    _snow(world)
    _storm(world)


def _snow(world: World) -> None:
    """Snow over one municipality of the northern company; the service goes on."""
    company = world.companies[SNOWED_IN]
    building = next(each for each in world.buildings if each.company_id == company.pk)
    events.declare_area_event(
        events.AreaEventKind.WEATHER,
        municipality_codes=[building.municipality_code],
        source="大雪の警報（架空）",
        company_id=company.pk,
        declared_by_id=world.users["supervisor"],
        from_=world.now - timedelta(hours=2),
        now=world.now,
    )


def _storm(world: World) -> None:
    """A storm drawn on the map kept a technician waiting for part of the way to a door."""
    case = (
        Case.objects.filter(outcome="done", ended_at__lt=world.now - timedelta(days=4))
        .select_related("dwelling__building")
        .order_by("-opened_at")
        .first()
    )
    if case is None or case.ended_at is None:
        return
    supervisor = world.users["supervisor"]
    event = events.declare_area_event(
        events.AreaEventKind.NATURAL_DISASTER,
        shape=_around(case.dwelling.building),
        source="暴風の特別警報（架空）",
        company_id=case.company_id,
        declared_by_id=supervisor,
        from_=case.opened_at - timedelta(hours=1),
        now=case.opened_at,
    )
    case_services.record_extent(
        case.pk,
        area_event_id=event.pk,
        from_=case.opened_at + timedelta(minutes=4),
        until=case.opened_at + timedelta(minutes=16),
        reason="橋が通行止めになり、作業員が手前で待った。",
        actor=Actor(ActorRole.SUPERVISOR, supervisor),
        now=case.ended_at,
    )
    events.end_area_event(
        event.pk, ended_by_id=supervisor, now=case.ended_at + timedelta(minutes=30)
    )


def _around(building: Building) -> list[list[float]]:
    """Return a ring of latitudes and longitudes around a building, as somebody draws it."""
    west, east = building.longitude - STORM_REACHES, building.longitude + STORM_REACHES
    south, north = building.latitude - STORM_REACHES, building.latitude + STORM_REACHES
    return [[south, west], [south, east], [north, east], [north, west]]
