"""The job order (作業指示書): why this worker carries these tools to this door, and for whom (4.1).

It names the place and the work, never a resident: it may be shown to anybody who asks.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.cases.models import Case
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.network import queries as network_queries
from kaketsuke.overview import contacts
from kaketsuke.parties import premises
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.premises import Premises


@dataclass(frozen=True, slots=True)
class JobOrder:
    """One order; times in UTC, the chain from the owner's side down to the worker's firm."""

    case_id: UUID
    number: int
    is_second: bool
    desk_phone: str
    address: str
    building: str
    room: str
    cause: str
    lock_model: str
    premises: Premises
    ordered_at: datetime
    arrive_from: datetime | None
    arrive_until: datetime | None
    worker: str
    badge: str
    firm: str
    firm_phone: str
    skills: tuple[str, ...]
    company: str
    owners: tuple[str, ...]
    chain: tuple[str, ...]


def job_order(case_id: UUID, *, technician_id: UUID, at: datetime) -> JobOrder | None:
    """Return the order of a technician bound to the case, lead or second; None for others."""
    bound = dispatch_queries.live_assignment(technician_id)
    if bound is None or bound.case_id != case_id:
        return None
    case = Case.objects.select_related("request", "company", "dwelling__building").get(pk=case_id)
    building = case.dwelling.building
    card = network_queries.technician_card(bound.technician_id)
    chain = network_queries.chain_of(bound.firm_id, case.company_id, bound.since) or ()
    owners = party_queries.owners_of(building.id, at)
    return JobOrder(
        case_id=case.id,
        number=case.number,
        is_second=bound.role == "second",
        desk_phone=contacts.desk_phone(case.request.terms_version_id),
        address=building.address,
        building=building.name,
        room=case.dwelling.room,
        cause=str(case.request.facts.get("cause") or ""),
        premises=premises.of_dwelling(case.dwelling_id, at=at),
        lock_model=party_queries.lock_model_at(case.dwelling_id, at),
        ordered_at=bound.since,
        arrive_from=bound.arrive_from,
        arrive_until=bound.arrive_until,
        worker=card.name.full if card.name else "",
        badge=card.badge,
        firm=card.firm_name,
        firm_phone=card.firm_phone,
        skills=tuple(network_queries.technician(bound.technician_id).skills),
        company=case.company.name,
        # A natural owner is named on no paper that others see.
        owners=tuple(owner.legal_name for owner in owners if owner.legal_person),
        chain=tuple(firm.name for firm in chain),
    )
