"""What is read of offers and assignments."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import figures, snapshots, surges
from kaketsuke.dispatch.models import TAKEN_BY_ANOTHER, Assignment, Offer
from kaketsuke.engine import ranking, reasons, surge
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


@dataclass(frozen=True, slots=True)
class Bound:
    """Who is bound to a case, and when they are expected."""

    case_id: UUID
    technician_id: UUID
    firm_id: UUID
    role: str
    since: datetime
    arrive_from: datetime | None
    arrive_until: datetime | None
    released_at: datetime | None


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
class SurgeAnswer:
    """A plan, what it was made from, and by what it is known to be stale."""

    plan: surge.SurgePlan
    case_ids: tuple[UUID, ...]
    sought: int
    free: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those put into words, and how many there are."""

    can_go: tuple[CandidateRow, ...]
    cannot: tuple[CandidateRow, ...]
    can_go_count: int
    cannot_count: int


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


def live_assignment(technician_id: UUID) -> Bound | None:
    """Return what the technician is bound to now."""
    found = (
        Assignment.objects.filter(technician_id=technician_id, released_at=None)
        .select_related("technician")
        .first()
    )
    return _bound(found) if found else None


def leads_of(case_ids: Collection[UUID]) -> dict[UUID, Bound]:
    """Return who is bound to each case now, in one query."""
    found = Assignment.objects.filter(
        case_id__in=case_ids, role="lead", released_at=None
    ).select_related("technician")
    return {each.case_id: _bound(each) for each in found}


def overdue(at: datetime, *, of: "F | OuterRef") -> "QuerySet[Assignment]":
    """Return, for a filter, the lead of a case who should have been there by now."""
    return Assignment.objects.filter(case=of, role="lead", released_at=None, arrive_until__lt=at)


def lead_of(case_id: UUID) -> Bound | None:
    """Return who is bound to the case now."""
    return leads_of([case_id]).get(case_id)


def second_of(case_id: UUID) -> Bound | None:
    """Return who helps the lead of a case now."""
    found = (
        Assignment.objects.filter(case_id=case_id, role="second", released_at=None)
        .select_related("technician")
        .first()
    )
    return _bound(found) if found else None


def second_is_called(case: Case) -> bool:
    """Return whether the lead at work has called for a second technician."""
    lead = lead_of(case.id)
    if lead is None or case.state != State.WORKING:
        return False
    called = Entry.objects.filter(case=case, event=Event.SECOND_TECHNICIAN_CALLED)
    return called.filter(actor_id=lead.technician_id, entered_at__gte=lead.since).exists()


def was_second(case_id: UUID, *, technician_id: UUID) -> bool:
    """Return whether a technician helps or helped the lead of a case."""
    helped = Assignment.objects.filter(case_id=case_id, role="second")
    return helped.filter(technician_id=technician_id).exists()


def was_lead(case_id: UUID, *, technician_id: UUID) -> bool:
    """Return whether a technician leads or led a case."""
    led = Assignment.objects.filter(case_id=case_id, role="lead")
    return led.filter(technician_id=technician_id).exists()


def last_lead_of(case_id: UUID) -> Bound | None:
    """Return who was last bound to the case, also when it is over."""
    found = (
        Assignment.objects.filter(case_id=case_id, role="lead")
        .select_related("technician")
        .order_by("-since", "-pk")
        .first()
    )
    return _bound(found) if found else None


def visit_begun(case_id: UUID) -> datetime | None:
    """Return since when the last lead is bound: a visit of its own, whoever was there before.

    What an earlier lead agreed with whoever attends, or worked, is no part of it.
    """
    last = last_lead_of(case_id)
    return last.since if last else None


def live_case_ids(technician_id: UUID) -> frozenset[UUID]:
    """Return the cases that the technician is bound to or is being asked for."""
    bound = Assignment.objects.filter(technician_id=technician_id, released_at=None)
    asked = Offer.objects.filter(technician_id=technician_id, answer=None)
    ids = bound.values_list("case_id").union(asked.values_list("case_id"))
    return frozenset(case_id for (case_id,) in ids)


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


def surge_counts(company_id: UUID, *, at: datetime) -> tuple[int, int]:
    """Return how many cases look for somebody, and how many technicians are free."""
    found = surges.moment(company_id, now=at)
    return found.sought, found.free


def surge_plan(company_id: UUID, *, at: datetime) -> SurgeAnswer:
    """Plan for all who wait; takes as long as the policy's figures say."""
    found = surges.moment(company_id, now=at)
    seconds = figures.policy_on(timezone.localdate(at)).plan.seconds
    made = surge.find(found.waiting, times=figures.travel_times(), seconds=seconds)
    return SurgeAnswer(
        made,
        tuple(each.case_id for each in found.waiting),
        found.sought,
        found.free,
        found.fingerprint,
    )


def counted_words(against: Collection[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return what hinders how many, in the reader's language, the commonest first."""
    worded = [(_(reasons.PLAIN[reasons.Code(code)]), count) for code, count in against]
    return tuple(sorted(worded, key=lambda each: -each[1]))


def knows_roads() -> bool:
    """Return whether ways are looked up on roads; without, every time is by distance."""
    return bool(settings.ROADS or settings.OSRM_URL)


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


def words(found: Collection[reasons.Reason]) -> tuple[str, ...]:
    """Return the reasons in the reader's language."""
    return tuple(_words(reason.to_json()) for reason in found)


def _words(kept: dict[str, object]) -> str:
    template = _(reasons.SENTENCES[reasons.Code(str(kept["code"]))])
    return reasons.sentence(kept, template=template)


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
        reasons=tuple(_words(kept) for kept in offer.reasons),
    )


def _bound(assignment: Assignment) -> Bound:
    return Bound(
        case_id=assignment.case_id,
        technician_id=assignment.technician_id,
        firm_id=assignment.technician.firm_id,
        role=assignment.role,
        since=assignment.since,
        arrive_from=assignment.arrive_from,
        arrive_until=assignment.arrive_until,
        released_at=assignment.released_at,
    )
