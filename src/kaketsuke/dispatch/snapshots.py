"""The frozen picture that the engine ranks: every technician of a company's firms."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kaketsuke.cases.models import Case
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.engine import ranking
from kaketsuke.network import queries as network_queries
from kaketsuke.network.models import Edge, Firm, Technician
from kaketsuke.network.queries import TOKYO, AvailableTechnician
from kaketsuke.parties.models import Building

EVERYBODY = 100_000


def take(case: Case, *, now: datetime) -> ranking.Snapshot:
    """Return the snapshot for a case, in a constant number of queries.

    A technician was asked before if it was since the case began to look for somebody, and whoever
    was bound to this case and let go is not asked for it again.
    """
    building = Building.objects.get(dwellings=case.dwelling_id)
    chains = network_queries.chains_of(case.company_id, now)
    place = (building.latitude, building.longitude)
    available = {
        row.technician_id: row
        for row in network_queries.available_technicians(
            case.company_id, now, place, limit=EVERYBODY
        )
    }
    asked = _asked_for(case)
    bound = set(Assignment.objects.filter(released_at=None).values_list("technician_id", flat=True))
    elsewhere = set(
        Offer.objects.filter(answer=None, expires_at__gt=now)
        .exclude(case=case)
        .values_list("technician_id", flat=True)
    )
    return ranking.Snapshot(
        taken_at=now,
        today=now.astimezone(TOKYO).date(),
        destination=place,
        candidates=tuple(
            _candidate(
                technician,
                row=available.get(technician.id),
                chain=_ids(chains, technician.firm_id),
                bound=technician.id in bound,
                asked_elsewhere=technician.id in elsewhere,
                asked_before=technician.id in asked,
            )
            for technician in _technicians_of(case.company_id)
        ),
    )


def _technicians_of(company_id: UUID) -> list[Technician]:
    firms = Edge.objects.filter(company_id=company_id).values("firm_id")
    return list(Technician.objects.filter(firm__in=firms, ended_at=None).order_by("pk"))


def _asked_for(case: Case) -> set[UUID]:
    offers = Offer.objects.filter(case=case, sent_at__gte=case.state_since)
    let_go = Assignment.objects.filter(case=case, released_at__isnull=False)
    return set(offers.values_list("technician_id", flat=True)) | set(
        let_go.values_list("technician_id", flat=True)
    )


def _ids(chains: Mapping[UUID, tuple[Firm, ...]], firm_id: UUID) -> tuple[UUID, ...] | None:
    chain = chains.get(firm_id)
    return tuple(firm.id for firm in chain) if chain is not None else None


def _candidate(
    technician: Technician,
    *,
    row: AvailableTechnician | None,
    chain: tuple[UUID, ...] | None,
    bound: bool,
    asked_elsewhere: bool,
    asked_before: bool,
) -> ranking.Candidate:
    seen = row is not None and row.position_at is not None
    return ranking.Candidate(
        technician_id=technician.id,
        firm_id=technician.firm_id,
        home=(technician.home_latitude, technician.home_longitude),
        position=(row.latitude, row.longitude) if row is not None and seen else None,
        position_at=row.position_at if row is not None else None,
        chain=chain,
        # Without a live chain the hours were not looked up; the chain is reason enough.
        on_shift=row is not None or chain is None,
        papers_until=technician.papers_until,
        skills=frozenset(technician.skills),
        bound=bound,
        asked_elsewhere=asked_elsewhere,
        asked_before=asked_before,
    )
