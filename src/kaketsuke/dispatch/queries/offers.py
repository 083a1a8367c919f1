"""Who is being asked, who was, and for which cases nobody is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from kaketsuke.cases.lifecycle import State
from kaketsuke.cases.models import Case
from kaketsuke.dispatch.models import TAKEN_BY_ANOTHER, Assignment, Offer
from kaketsuke.dispatch.queries.said import sentence_of
from kaketsuke.engine import reasons
from kaketsuke.parties.premises import Premises, premises_of

# So long a technician's page says that an offer was taken back.
TOLD_FOR = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class OfferCard:
    """One offer as its technician or the console sees it. No name, no room before acceptance."""

    id: UUID
    case_id: UUID
    case_number: int
    technician_id: UUID
    wave: int
    building: str
    address: str
    entrance_note: str
    premises: Premises | None  # only where the technician is being asked now
    cause: str
    distance_km: float | None
    travel_seconds: int
    sent_at: datetime
    expires_at: datetime
    answer: str | None
    answered_at: datetime | None
    pass_reason: str
    is_estimate: bool  # of the way, by distance, because the provider of ways was silent
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An offer that was taken back, because another accepted first or for another reason."""

    id: UUID
    at: datetime
    by_another: bool


def live_offers(technician_id: UUID, *, at: datetime) -> list[OfferCard]:
    """Return what the technician is being asked now, the first to end first."""
    offers = _with_case(
        Offer.objects.filter(
            technician_id=technician_id,
            answer=None,
            expires_at__gt=at,
            case__state=State.OFFERING,
        )
    )
    asked = list(offers.order_by("expires_at"))
    known = premises_of({offer.case.dwelling_id for offer in asked}, at=at)
    return [_card(offer, known.get(offer.case.dwelling_id)) for offer in asked]


def lately_taken_back(technician_id: UUID, *, at: datetime) -> tuple[TakenBack, ...]:
    """Return what the technician was asked a moment ago and is asked no longer, newest first.

    The place is not among it: whoever is not asked any more sees nothing of the case.
    """
    found = Offer.objects.filter(
        technician_id=technician_id,
        answer="withdrawn",
        answered_at__gt=at - TOLD_FOR,
        answered_at__lte=at,
    ).order_by("-answered_at")
    return tuple(
        TakenBack(each.id, each.answered_at, each.pass_reason == TAKEN_BY_ANOTHER)
        for each in found
        if each.answered_at is not None
    )


def offers_of(case_id: UUID) -> list[OfferCard]:
    """Return everybody who was asked for a case, in order."""
    return [_card(offer) for offer in _with_case(Offer.objects.filter(case_id=case_id))]


def live_case_ids(technician_id: UUID) -> frozenset[UUID]:
    """Return the cases that the technician is bound to or is being asked for."""
    bound = Assignment.objects.filter(technician_id=technician_id, released_at=None)
    asked = Offer.objects.filter(technician_id=technician_id, answer=None)
    ids = bound.values_list("case_id").union(asked.values_list("case_id"))
    return frozenset(case_id for (case_id,) in ids)


def overdue_waves(*, before: datetime) -> list[tuple[UUID, int]]:
    """Return case and number of waves with offers whose time ended before that moment."""
    found = Offer.objects.filter(answer=None, expires_at__lt=before).order_by("case_id", "wave")
    return list(found.values_list("case_id", "wave").distinct())


def cases_without_offer(*, since_before: datetime) -> list[UUID]:
    """Return cases that look for a technician while nobody is asked.

    The first offer of an owner's request waits for the notice to the registrants; so a case of an
    owner counts only once somebody was asked.
    """
    offers = Offer.objects.filter(case=OuterRef("pk"))
    found = (
        Case.objects.filter(state=State.OFFERING, state_since__lt=since_before)
        .filter(~Exists(offers.filter(answer=None)))
        .exclude(~Exists(offers), requested_by="owner")
    )
    return list(found.values_list("pk", flat=True))


def _with_case(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    return offers.select_related("case__dwelling__building", "case__request").order_by("sent_at")


def _card(offer: Offer, premises: Premises | None = None) -> OfferCard:
    building = offer.case.dwelling.building
    kilometres = [kept["km"] for kept in offer.reasons if kept.get("code") == reasons.Code.TRAVEL]
    return OfferCard(
        id=offer.id,
        case_id=offer.case_id,
        case_number=offer.case.number,
        technician_id=offer.technician_id,
        wave=offer.wave,
        building=building.name,
        address=building.address,
        entrance_note=building.entrance_note,
        premises=premises,
        cause=str(offer.case.request.facts.get("cause", "")),
        distance_km=kilometres[0] if kilometres else None,
        travel_seconds=offer.travel_seconds,
        sent_at=offer.sent_at,
        expires_at=offer.expires_at,
        answer=offer.answer,
        answered_at=offer.answered_at,
        pass_reason=offer.pass_reason,
        is_estimate=any(kept.get("code") == reasons.Code.ESTIMATED for kept in offer.reasons),
        reasons=tuple(sentence_of(kept) for kept in offer.reasons),
    )
