"""What becomes of an offer: answered, over, taken back. Each ends once.

Lock order is always case, then offer. The case's lock decides every race: whoever comes second
re-reads and finds the question answered. Of a wave, the first who accepts wins.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django_stubs_ext import StrOrPromise
from procrastinate.contrib.django import app

from kaketsuke.accounts import viewers
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import locks, refusals, timers
from kaketsuke.dispatch.models import TAKEN_BY_ANOTHER, Assignment, Offer
from kaketsuke.dispatch.services import asking, assignments

# Where somebody is bound, the others of the wave learn that the case is taken.
TAKEN_IN: Final = (
    State.ASSIGNED,
    State.EN_ROUTE,
    State.ARRIVED,
    State.VERIFIED,
    State.WORKING,
    State.OPENED,
    State.SETTLED,
)


@transaction.atomic
def answer_offer(
    offer_id: UUID,
    *,
    technician: UUID,
    accept: bool,
    reason: str = "",
    actor: Actor | None = None,
    now: datetime,
) -> Assignment | None:
    """Take the technician's answer: an assignment when accepted, the next wave's job when passed.

    `actor` is who answers: the technician, or the desk of the firm on their behalf.

    Raises: CannotAcceptOffer.
    """
    actor = actor or Actor(ActorRole.TECHNICIAN, technician)
    offer = _locked_offer(offer_id, technician=technician)
    _refuse_unless_open(offer, now=now)
    if not accept:
        _close(offer, answer="passed", now=now, reason=reason)
        asking.remark(offer, "OfferPassed", actor=actor, now=now)
        # Who asks next sees all technicians; the one who passed must not.
        _defer("dispatch.start_offers", case_id=offer.case_id)
        return None
    _close(offer, answer="accepted", now=now)
    bound = assignments.bind(
        offer.case,
        technician_id=technician,
        travel_seconds=offer.travel_seconds,
        offer=offer,
        refusal=refusals.CannotAcceptOffer,
        now=now,
    )
    case_services.advance(
        offer.case_id,
        event=Event.OFFER_ACCEPTED,
        actor=actor,
        now=now,
        facts={"offer_live": True, **bound.facts()},
        clauses=("4.1",),
    )
    _leave_other_offers(offer)
    # The others of the wave are told by a job: a technician's session sees the own offers only.
    _defer("dispatch.withdraw_offers", case_id=offer.case_id)
    _defer("dispatch.tell_residents", case_id=offer.case_id)
    return bound.assignment


@transaction.atomic
def expire_wave(case_id: UUID, *, wave: int, now: datetime) -> tuple[Offer, ...]:
    """End what is left of a wave whose time is over and ask the next one; return what is out.

    Doing it twice, or after every answer, changes nothing.
    """
    case = locks.locked_case(case_id)
    left = Offer.objects.filter(case=case, wave=wave, answer__isnull=True)
    offers = list(left.select_for_update().order_by("pk"))
    if not offers:
        return ()
    if now < offers[0].expires_at:
        # The worker's clock ran ahead of the moment it was given.
        timers.end_wave(case_id, wave=wave, at=offers[0].expires_at)
        return ()
    elsewhere = _bound_among(offers)
    for offer in offers:
        offer.case = case
        if offer.technician_id in elsewhere:
            _take_back(offer, now=now)
        else:
            _close(offer, answer="expired", now=now)
            asking.remark(offer, "OfferExpired", actor=viewers.TIMER, now=now)
    return asking.start_offers(case_id, now=now)


@transaction.atomic
def leave_offer(offer_id: UUID, *, now: datetime) -> tuple[Offer, ...]:
    """Take back an offer whose technician is bound elsewhere; ask anew where nobody is asked.

    Doing it twice, or while the technician is free, changes nothing.
    """
    offer = _locked_offer(offer_id)
    if offer.answer is not None or not _bound_among([offer]):
        return ()
    _take_back(offer, now=now)
    return asking.start_offers(offer.case_id, now=now)


@transaction.atomic
def widen(case_id: UUID, *, widened: int, now: datetime) -> None:
    """Look further by itself where nobody was left and nobody at the desk has acted since.

    `widened` is how often it was widened when nobody was left. Doing it twice widens once.
    """
    case = locks.locked_case(case_id)
    before = Entry.objects.filter(case=case, event=Event.WIDENED).count()
    if case.state == State.UNFILLED and before == widened:
        case_services.advance(case_id, event=Event.WIDENED, actor=viewers.TIMER, now=now)


@transaction.atomic
def withdraw_offers(case_id: UUID, *, now: datetime) -> int:
    """Take back what is out of a taken, halted or ended case; let go whom an ended one binds."""
    case = locks.locked_case(case_id)
    if case.state in (State.OFFERING, State.UNFILLED):
        return 0
    reason = TAKEN_BY_ANOTHER if case.state in TAKEN_IN else ""
    taken_back = take_back_all(case, now=now, reason=reason)
    if case.ended_at is not None:
        assignments.end(case_id, now=now)
    return taken_back


@transaction.atomic
def take_back_all(case: Case, *, now: datetime, reason: str = "", but: UUID | None = None) -> int:
    """Take back what is out of a case that the caller has locked; return how many.

    What one technician is asked may stay.
    """
    live = Offer.objects.filter(case=case, answer__isnull=True).order_by("pk")
    out = [offer for offer in live if offer.technician_id != but]
    for offer in out:
        offer.case = case
        _take_back(offer, now=now, reason=reason)
    return len(out)


def _take_back(offer: Offer, *, now: datetime, reason: str = "") -> None:
    _close(offer, answer="withdrawn", now=now, reason=reason)
    asking.remark(offer, "OfferWithdrawn", actor=viewers.SYSTEM, now=now)


def _bound_among(offers: Sequence[Offer]) -> frozenset[UUID]:
    asked = [offer.technician_id for offer in offers]
    live = Assignment.objects.filter(technician_id__in=asked, released_at=None)
    return frozenset(live.values_list("technician_id", flat=True))


def _locked_offer(offer_id: UUID, *, technician: UUID | None = None) -> Offer:
    found = Offer.objects.filter(pk=offer_id).values_list("case_id", "technician_id").first()
    if found is None or technician not in (None, found[1]):
        raise refusals.CannotAcceptOffer(refusals.NOT_YOURS)
    try:
        case = locks.locked_case(found[0])
    except Case.DoesNotExist as gone:
        # What was answered, ended or taken back hides the case from whoever was asked.
        raise refusals.CannotAcceptOffer(_why_over(Offer.objects.get(pk=offer_id))) from gone
    offer = Offer.objects.select_for_update().get(pk=offer_id)
    offer.case = case
    return offer


def _refuse_unless_open(offer: Offer, *, now: datetime) -> None:
    if offer.answer is not None:
        raise refusals.CannotAcceptOffer(_why_over(offer))
    if offer.case.state != State.OFFERING:
        taken = offer.case.state in TAKEN_IN
        raise refusals.CannotAcceptOffer(refusals.TAKEN if taken else refusals.WITHDRAWN)
    if now >= offer.expires_at:
        raise refusals.CannotAcceptOffer(refusals.EXPIRED)


def _why_over(offer: Offer) -> StrOrPromise:
    if offer.pass_reason == TAKEN_BY_ANOTHER:
        return refusals.TAKEN
    said = {
        "accepted": refusals.TAKEN,
        "passed": refusals.PASSED,
        "expired": refusals.EXPIRED,
    }
    return said.get(offer.answer or "", refusals.WITHDRAWN)


def _close(offer: Offer, *, answer: str, now: datetime, reason: str = "") -> None:
    offer.answer, offer.answered_at, offer.pass_reason = answer, now, reason[:30]
    offer.save(update_fields=["answer", "answered_at", "pass_reason"])


def _leave_other_offers(accepted: Offer) -> None:
    others = Offer.objects.filter(technician_id=accepted.technician_id, answer__isnull=True)
    for other_id in others.values_list("pk", flat=True):
        _defer("dispatch.leave_offer", offer_id=other_id)


def _defer(task: str, **ids: UUID) -> None:
    named = {name: str(value) for name, value in ids.items()}
    app.configure_task(task, allow_unknown=True).defer(**named)
