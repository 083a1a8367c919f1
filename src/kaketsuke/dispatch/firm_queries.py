"""What a contractor's desk reads of offers and cases: the least that its decision needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kaketsuke.cases.lifecycle import State
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.engine import reasons

BEFORE_WORK: Final = (State.ASSIGNED, State.EN_ROUTE, State.ARRIVED, State.VERIFIED)


@dataclass(frozen=True, slots=True)
class FirmOffer:
    """A technician of the firm is being asked. No room, no name, no cause: only where and when."""

    id: UUID
    case_number: int
    technician_id: UUID
    building: str
    address: str
    distance_km: float | None
    travel_seconds: int
    is_estimate: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FirmCase:
    """A case that a technician of the firm is bound to."""

    case_id: UUID
    case_number: int
    state: str
    technician_id: UUID
    building: str
    since: datetime
    arrive_from: datetime | None
    arrive_until: datetime | None

    @property
    def may_leave(self) -> bool:
        """Whether the technician can still be let go: the work has not begun."""
        return self.state in BEFORE_WORK


def live_offers(technician_ids: Collection[UUID], *, at: datetime) -> list[FirmOffer]:
    """Return what the technicians are being asked now, the first to end first."""
    found = Offer.objects.filter(
        technician__in=technician_ids,
        answer=None,
        expires_at__gt=at,
        case__state=State.OFFERING,
    ).select_related("case__dwelling__building")
    return [_offer(each) for each in found.order_by("expires_at", "pk")]


def live_cases(technician_ids: Collection[UUID]) -> list[FirmCase]:
    """Return what the technicians are bound to, the newest last."""
    found = Assignment.objects.filter(
        technician__in=technician_ids, released_at=None
    ).select_related("case__dwelling__building")
    return [
        FirmCase(
            case_id=each.case_id,
            case_number=each.case.number,
            state=each.case.state,
            technician_id=each.technician_id,
            building=each.case.dwelling.building.name,
            since=each.since,
            arrive_from=each.arrive_from,
            arrive_until=each.arrive_until,
        )
        for each in found.order_by("since", "pk")
    ]


def _offer(offer: Offer) -> FirmOffer:
    building = offer.case.dwelling.building
    codes = {kept.get("code"): kept for kept in offer.reasons}
    way = codes.get(reasons.Code.TRAVEL, {})
    return FirmOffer(
        id=offer.id,
        case_number=offer.case.number,
        technician_id=offer.technician_id,
        building=building.name,
        address=building.address,
        distance_km=way.get("km"),
        travel_seconds=offer.travel_seconds,
        is_estimate=reasons.Code.ESTIMATED in codes,
        expires_at=offer.expires_at,
    )
