"""Who can be sent: live chains of contracts, technicians on shift, where they are, their cards."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from kaketsuke.network.models import Edge, Firm, Portrait, Position, Shift, Technician
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import keys, sealing
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import PersonName

POSITION_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class AvailableTechnician:
    """A technician who may be asked now. Without a position of late, the home place is given."""

    technician_id: uuid.UUID
    person_id: uuid.UUID
    firm_id: uuid.UUID
    chain: tuple[uuid.UUID, ...]
    badge: str
    skills: tuple[str, ...]
    latitude: float
    longitude: float
    position_at: datetime | None
    accuracy_m: float | None
    on_shift_until: datetime


@dataclass(frozen=True, slots=True)
class TechnicianCard:
    """Whom a resident may expect at the door."""

    technician_id: uuid.UUID
    name: PersonName | None
    badge: str
    firm_id: uuid.UUID
    firm_name: str
    firm_phone: str


def firm(firm_id: uuid.UUID) -> Firm:
    """Return a firm."""
    return Firm.objects.get(pk=firm_id)


def technician(technician_id: uuid.UUID) -> Technician:
    """Return a technician with firm."""
    return Technician.objects.select_related("firm").get(pk=technician_id)


def chains_of(company_id: uuid.UUID, at: datetime) -> dict[uuid.UUID, tuple[Firm, ...]]:
    """Return for each firm that works for a company at a moment the live chain down to it (4.1).

    A firm is missing where one link above it is not live, or was not approved (4.8).
    """
    links = links_of(company_id, at)
    return {firm_id: tuple(edge.firm for edge in chain) for firm_id, chain in links.items()}


def links_of(company_id: uuid.UUID, at: datetime) -> dict[uuid.UUID, tuple[Edge, ...]]:
    """Return for each firm the live contracts down to it, the company's own first. One query.

    Contracts with a company that it succeeded bind it as they stand, where it has none of its own
    with the firm (F-2).
    """
    found = Edge.objects.filter(
        company_id__in=party_queries.line_of(company_id, at),
        valid__contains=at,
        approved_at__isnull=False,
    ).select_related("firm")
    edges = {
        edge.firm_id: edge for edge in sorted(found, key=lambda each: each.company_id == company_id)
    }
    chains: dict[uuid.UUID, tuple[Edge, ...]] = {}
    for firm_id in edges:
        chain: list[Edge] = []
        step: uuid.UUID | None = firm_id
        while step is not None and step in edges and edges[step] not in chain:
            chain.insert(0, edges[step])
            step = edges[step].parent_id
        if step is None:
            chains[firm_id] = tuple(chain)
    return chains


def areas_of(chain: Collection[Edge]) -> frozenset[str] | None:
    """Return the municipalities in which every contract of a chain holds; None: everywhere."""
    limited = [frozenset(edge.municipalities) for edge in chain if edge.municipalities]
    return frozenset.intersection(*limited) if limited else None


def chain_of(firm_id: uuid.UUID, company_id: uuid.UUID, at: datetime) -> tuple[Firm, ...] | None:
    """Return the live chain of contracts from a company down to a firm; None if a link is dead."""
    return chains_of(company_id, at).get(firm_id)


def available_technicians(
    company_id: uuid.UUID,
    at: datetime,
    near: tuple[float, float] | None = None,
    *,
    limit: int = 200,
) -> list[AvailableTechnician]:
    """Return who is on shift with valid papers and a live chain at a moment, nearest first.

    Three queries, however many technicians there are.
    """
    chains = chains_of(company_id, at)
    shifts = _shifts_at(chains, at)
    places = _places_of(shifts, at)
    found = [
        _available(shift, places.get(shift.technician_id), chains=chains)
        for shift in shifts.values()
    ]
    if near is not None:
        latitude, longitude = near
        # Good enough to leave out the far ones; the engine measures the rest.
        found.sort(
            key=lambda each: (each.latitude - latitude) ** 2 + (each.longitude - longitude) ** 2
        )
    return found[:limit]


def _shifts_at(firm_ids: Collection[uuid.UUID], at: datetime) -> dict[uuid.UUID, Shift]:
    on_shift = Shift.objects.filter(
        Q(technician__ended_at__isnull=True) | Q(technician__ended_at__gt=at),
        during__contains=at,
        technician__firm__in=firm_ids,
        technician__papers_until__gte=timezone.localdate(at),
    )
    return {
        shift.technician_id: shift
        for shift in on_shift.select_related("technician").order_by("technician__badge")
    }


def _places_of(technician_ids: Collection[uuid.UUID], at: datetime) -> dict[uuid.UUID, Position]:
    latest = (
        Position.objects.filter(
            technician__in=technician_ids, at__lte=at, at__gt=at - POSITION_LASTS
        )
        .order_by("technician_id", "-at")
        .distinct("technician_id")
    )
    return {place.technician_id: place for place in latest}


def _available(
    shift: Shift, place: Position | None, *, chains: dict[uuid.UUID, tuple[Firm, ...]]
) -> AvailableTechnician:
    who = shift.technician
    return AvailableTechnician(
        technician_id=who.id,
        person_id=who.person_id,
        firm_id=who.firm_id,
        chain=tuple(each.id for each in chains[who.firm_id]),
        badge=who.badge,
        skills=tuple(who.skills),
        latitude=place.latitude if place else who.home_latitude,
        longitude=place.longitude if place else who.home_longitude,
        position_at=place.at if place else None,
        accuracy_m=place.accuracy_m if place else None,
        on_shift_until=shift.during.upper,
    )


def technician_cards(technician_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, TechnicianCard]:
    """Return the cards of technicians in a constant number of queries."""
    found = list(Technician.objects.filter(pk__in=technician_ids).select_related("firm"))
    names = people_queries.names_of([each.person_id for each in found])
    return {
        each.id: TechnicianCard(
            technician_id=each.id,
            name=names.get(each.person_id),
            badge=each.badge,
            firm_id=each.firm_id,
            firm_name=each.firm.name,
            firm_phone=each.firm.phone_display,
        )
        for each in found
    }


def technician_card(technician_id: uuid.UUID) -> TechnicianCard:
    """Return name, badge and firm of one technician."""
    return technician_cards([technician_id])[technician_id]


def has_portrait(technician_id: uuid.UUID) -> bool:
    """Return whether there is a picture of a technician that the viewer may see."""
    return Portrait.objects.filter(technician=technician_id).exists()


def portrait(technician_id: uuid.UUID) -> bytes | None:
    """Return a technician's portrait as JPEG, where there is one and the viewer may see it."""
    found = Portrait.objects.select_related("technician").filter(technician=technician_id).first()
    if found is None:
        return None
    key = keys.open_keys("person", [found.technician.person_id]).get(found.technician.person_id)
    if key is None:
        return None
    return sealing.open_bytes(key, found.picture_sealed, context=portrait_place(found.id))


def portrait_place(portrait_id: uuid.UUID) -> str:
    """Return the context to which a portrait is sealed."""
    return f"network.portrait:{portrait_id}"


def newest_position(technician_id: uuid.UUID, *, since: datetime) -> Position | None:
    """Return where a technician was last, if anywhere since a moment."""
    found = Position.objects.filter(technician_id=technician_id, at__gte=since)
    return found.order_by("-at").first()


def firms_below(firm_ids: Collection[uuid.UUID]) -> list[Firm]:
    """Return the firms and all that work below them, each above those below it."""
    below = Q(pk__in=[])
    for path in Firm.objects.filter(pk__in=firm_ids).values_list("path", flat=True):
        below |= Q(path__descendant_of=path)
    return list(Firm.objects.filter(below).order_by("path"))


def crew_of(firm_ids: Collection[uuid.UUID]) -> list[Technician]:
    """Return who works for the firms, by badge."""
    found = Technician.objects.filter(firm__in=firm_ids, ended_at__isnull=True)
    return list(found.select_related("firm").order_by("badge"))


def shifts_of(
    technician_ids: Collection[uuid.UUID], *, since: datetime
) -> dict[uuid.UUID, list[Shift]]:
    """Return the shifts that end after a moment, the first first."""
    shifts: dict[uuid.UUID, list[Shift]] = {}
    found = Shift.objects.filter(technician__in=technician_ids, during__endswith__gt=since)
    for shift in found.order_by("during"):
        shifts.setdefault(shift.technician_id, []).append(shift)
    return shifts


def companies_of(firm_ids: Collection[uuid.UUID], *, at: datetime) -> list[uuid.UUID]:
    """Return the companies that the firms have a live contract for."""
    live = Edge.objects.filter(firm__in=firm_ids, valid__contains=at)
    return sorted(set(live.values_list("company_id", flat=True)))
