"""Whom a case could be offered to, in order, and why not the others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from kaketsuke.cases.models import Case
from kaketsuke.dispatch import figures, snapshots
from kaketsuke.dispatch.queries.said import words
from kaketsuke.engine import ranking


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One technician as the console may choose: can be asked or not, and why, in words."""

    technician_id: UUID
    firm_id: UUID
    can_go: bool
    travel_seconds: int | None
    distance_km: float | None
    door_seconds: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those put into words, and how many there are."""

    can_go: tuple[CandidateRow, ...]
    cannot: tuple[CandidateRow, ...]
    can_go_count: int
    cannot_count: int


def candidates(
    case_id: UUID, *, at: datetime, best: int | None = None, others: int | None = None
) -> Candidates:
    """Return the technicians for a case: whom to ask in order, and the others with why not.

    Of each at most so many are put into words; all are counted.
    """
    case = Case.objects.select_related("request").get(pk=case_id)
    order = ranking.rank(snapshots.take(case, now=at), times=figures.travel_times())
    can_go = tuple(
        CandidateRow(
            technician_id=each.candidate.technician_id,
            firm_id=each.candidate.firm_id,
            can_go=True,
            travel_seconds=each.travel_seconds,
            distance_km=round(each.distance_m / 1000, 1),
            door_seconds=each.door_seconds,
            reasons=words(each.reasons),
        )
        for each in order.best(best)
    )
    cannot = tuple(
        CandidateRow(
            technician_id=each.candidate.technician_id,
            firm_id=each.candidate.firm_id,
            can_go=False,
            travel_seconds=None,
            distance_km=None,
            door_seconds=None,
            reasons=words(each.reasons),
        )
        for each in order.others(others)
    )
    return Candidates(can_go, cannot, len(order), len(order.against) - len(order))


def knows_roads() -> bool:
    """Return whether ways are looked up on roads; without, every time is by distance."""
    return bool(settings.ROADS or settings.OSRM_URL)
