"""What a contractor's desk may know: its firm's technicians and those of the firms below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.dispatch import firm_queries
from kaketsuke.dispatch.firm_queries import FirmCase, FirmOffer
from kaketsuke.network import queries as network_queries
from kaketsuke.network.models import Firm, Technician
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import PersonName


@dataclass(frozen=True, slots=True)
class ShiftSpan:
    """A time on shift; it runs when its beginning is past."""

    id: UUID
    begins_at: datetime
    ends_at: datetime
    runs: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A technician with what decides whether they can be sent."""

    id: UUID
    name: PersonName | None
    badge: str
    firm: str
    skills: tuple[str, ...]
    papers_until: date
    papers_hold: bool
    shifts: tuple[ShiftSpan, ...]

    @property
    def on_shift(self) -> ShiftSpan | None:
        """The shift that runs."""
        return next((shift for shift in self.shifts if shift.runs), None)


@dataclass(frozen=True, slots=True)
class Mandate:
    """From the company down to a firm: every party by which work reaches it (4.1)."""

    firm: str
    company: str
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The whole page."""

    firms: tuple[Firm, ...]
    members: tuple[Member, ...]
    offers: tuple[tuple[FirmOffer, Member], ...]
    cases: tuple[tuple[FirmCase, Member], ...]
    mandates: tuple[Mandate, ...]
    without_mandate: tuple[str, ...]


def desk(viewer: Viewer, *, at: datetime) -> Desk:
    """Return everything that the viewer's firms have in hand, in a constant number of queries."""
    firms = network_queries.firms_below(viewer.firm_ids)
    members = {each.id: each for each in _members(network_queries.crew_of(_ids(firms)), at)}
    mandates = _mandates(firms, at)
    held = {each.firm for each in mandates}
    return Desk(
        firms=tuple(firms),
        members=tuple(members.values()),
        offers=offers(members, at=at),
        cases=tuple(
            (each, members[each.technician_id]) for each in firm_queries.live_cases(members)
        ),
        mandates=mandates,
        without_mandate=tuple(firm.name for firm in firms if firm.name not in held),
    )


def offers(members: Mapping[UUID, Member], *, at: datetime) -> tuple[tuple[FirmOffer, Member], ...]:
    """Return what the members are being asked now."""
    found = firm_queries.live_offers(members, at=at)
    return tuple((each, members[each.technician_id]) for each in found)


def live_offers(viewer: Viewer, *, at: datetime) -> tuple[tuple[FirmOffer, Member], ...]:
    """Return what the viewer's technicians are being asked now."""
    firms = network_queries.firms_below(viewer.firm_ids)
    members = _members(network_queries.crew_of(_ids(firms)), at)
    return offers({each.id: each for each in members}, at=at)


def member(viewer: Viewer, technician_id: UUID, *, at: datetime) -> Member | None:
    """Return one of the viewer's technicians; nobody else's exists for them."""
    firms = network_queries.firms_below(viewer.firm_ids)
    crew = [each for each in network_queries.crew_of(_ids(firms)) if each.id == technician_id]
    return next(iter(_members(crew, at)), None)


def _ids(firms: list[Firm]) -> list[UUID]:
    return [firm.id for firm in firms]


def _members(crew: list[Technician], at: datetime) -> list[Member]:
    names = people_queries.names_of([each.person_id for each in crew])
    shifts = network_queries.shifts_of([each.id for each in crew], since=at)
    today = timezone.localdate(at)
    return [
        Member(
            id=each.id,
            name=names.get(each.person_id),
            badge=each.badge,
            firm=each.firm.name,
            skills=tuple(each.skills),
            papers_until=each.papers_until,
            papers_hold=each.papers_until >= today,
            shifts=tuple(
                ShiftSpan(
                    shift.id, shift.during.lower, shift.during.upper, shift.during.lower <= at
                )
                for shift in shifts.get(each.id, [])
            ),
        )
        for each in crew
    ]


def _mandates(firms: list[Firm], at: datetime) -> tuple[Mandate, ...]:
    found = []
    for company_id in network_queries.companies_of(_ids(firms), at=at):
        company = party_queries.company(company_id).name
        chains = network_queries.chains_of(company_id, at)
        found += [
            Mandate(firm.name, company, tuple(each.name for each in chains[firm.id]))
            for firm in firms
            if firm.id in chains
        ]
    return tuple(found)
