"""Ask one technician after the other, each for a limited time, until one accepts or nobody is left.

Lock order is always case, then offer. The case's lock decides every race: whoever comes second
re-reads and finds the question answered.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import viewers
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import locks, refusals, snapshots
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.dispatch.services import assignments
from kaketsuke.engine import ranking


@transaction.atomic
def start_offers(case_id: UUID, *, now: datetime) -> Offer | None:
    """Ask the next technician unless one is being asked; with nobody left, the case says so.

    Doing it twice asks once.
    """
    case = locks.locked_case(case_id)
    if case.state != State.OFFERING or not case_services.owner_notice_settled(case):
        return None
    # A case offered anew after a halt or to another skill has nobody bound to it any more.
    assignments.end(case_id, now=now)
    asked = Offer.objects.filter(case=case, answer__isnull=True).first()
    if asked is not None:
        return asked
    order = ranking.rank(snapshots.take(case, now=now))
    if not order.ranked:
        _say_nobody_is_left(case, order, now=now)
        return None
    return _ask(case, order.ranked[0], now=now)


@transaction.atomic
def answer_offer(
    offer_id: UUID, *, technician: UUID, accept: bool, reason: str = "", now: datetime
) -> Assignment | None:
    """Take the technician's answer: an assignment when accepted, the next offer's job when passed.

    Raises: CannotAcceptOffer.
    """
    offer = _locked_offer(offer_id, technician=technician)
    _refuse_unless_open(offer, now=now)
    if not accept:
        _close(offer, answer="passed", now=now, reason=reason)
        _remark(offer, "OfferPassed", actor=Actor(ActorRole.TECHNICIAN, technician), now=now)
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
        actor=Actor(ActorRole.TECHNICIAN, technician),
        now=now,
        facts={"offer_live": True, **bound.facts()},
        clauses=("4.1",),
    )
    _leave_other_offers(offer)
    _defer("dispatch.tell_residents", case_id=offer.case_id)
    return bound.assignment


@transaction.atomic
def expire_offer(offer_id: UUID, *, now: datetime) -> Offer | None:
    """End an offer whose time is over, or whose technician is bound elsewhere; ask the next one.

    Doing it twice, or after an answer, changes nothing.
    """
    offer = _locked_offer(offer_id)
    if offer.answer is not None:
        return None
    if Assignment.objects.filter(technician_id=offer.technician_id, released_at=None).exists():
        _close(offer, answer="withdrawn", now=now)
    elif now < offer.expires_at:
        # The worker's clock ran ahead of the moment it was given.
        _defer_expiry(offer)
        return None
    else:
        _close(offer, answer="expired", now=now)
        _remark(offer, "OfferExpired", actor=viewers.TIMER, now=now)
    return start_offers(offer.case_id, now=now)


@transaction.atomic
def withdraw_offers(case_id: UUID, *, now: datetime) -> int:
    """Take back the offers of a halted or ended case, and let go whom an ended one binds."""
    case = locks.locked_case(case_id)
    if case.state in (State.OFFERING, State.UNFILLED):
        return 0
    taken_back = Offer.objects.filter(case=case, answer__isnull=True).update(
        answer="withdrawn", answered_at=now
    )
    if case.ended_at is not None:
        assignments.end(case_id, now=now)
    return taken_back


def _ask(case: Case, best: ranking.Ranked, *, now: datetime) -> Offer:
    offer = Offer.objects.create(
        company_id=case.company_id,
        case=case,
        technician_id=best.candidate.technician_id,
        wave=Offer.objects.filter(case=case).count() + 1,
        travel_seconds=best.travel_seconds,
        reasons=[reason.to_json() for reason in best.reasons],
        sent_at=now,
        expires_at=now + timedelta(seconds=settings.OFFER_SECONDS),
    )
    _defer_expiry(offer)
    _remark(offer, "OfferSent", actor=viewers.SYSTEM, now=now)
    return offer


def _remark(offer: Offer, remark: str, *, actor: Actor, now: datetime) -> None:
    facts: dict[str, Any] = {"technician": str(offer.technician_id), "wave": offer.wave}
    if offer.pass_reason:
        facts["reason"] = offer.pass_reason
    case_services.remark(offer.case_id, remark=remark, actor=actor, now=now, facts=facts)


def _say_nobody_is_left(case: Case, order: ranking.Ranking, *, now: datetime) -> None:
    against: dict[str, int] = {}
    for each in order.left_out:
        for reason in each.reasons:
            against[str(reason.code)] = against.get(str(reason.code), 0) + 1
    case_services.advance(
        case.id,
        event=Event.NOBODY_LEFT,
        actor=viewers.TIMER,
        now=now,
        facts={"live_offers": 0, "technicians": len(order.left_out), "against": against},
    )


def _locked_offer(offer_id: UUID, *, technician: UUID | None = None) -> Offer:
    found = Offer.objects.filter(pk=offer_id).values_list("case_id", "technician_id").first()
    if found is None or technician not in (None, found[1]):
        raise refusals.CannotAcceptOffer(refusals.NOT_YOURS)
    case = locks.locked_case(found[0])
    offer = Offer.objects.select_for_update().get(pk=offer_id)
    offer.case = case
    return offer


def _refuse_unless_open(offer: Offer, *, now: datetime) -> None:
    said = {
        "accepted": refusals.TAKEN,
        "passed": refusals.PASSED,
        "expired": refusals.EXPIRED,
        "withdrawn": refusals.WITHDRAWN,
    }
    if offer.answer is not None:
        raise refusals.CannotAcceptOffer(said[offer.answer])
    if now >= offer.expires_at:
        raise refusals.CannotAcceptOffer(refusals.EXPIRED)
    if offer.case.state != State.OFFERING:
        raise refusals.CannotAcceptOffer(refusals.WITHDRAWN)


def _close(offer: Offer, *, answer: str, now: datetime, reason: str = "") -> None:
    offer.answer, offer.answered_at, offer.pass_reason = answer, now, reason[:30]
    offer.save(update_fields=["answer", "answered_at", "pass_reason"])


def _leave_other_offers(accepted: Offer) -> None:
    others = Offer.objects.filter(technician_id=accepted.technician_id, answer__isnull=True)
    for other_id in others.values_list("pk", flat=True):
        _defer("dispatch.expire_offer", offer_id=other_id)


def _defer(task: str, **ids: UUID) -> None:
    named = {name: str(value) for name, value in ids.items()}
    app.configure_task(task, allow_unknown=True).defer(**named)


def _defer_expiry(offer: Offer) -> None:
    app.configure_task(
        "dispatch.expire_offer",
        allow_unknown=True,
        schedule_at=clock.wall_time(offer.expires_at),
    ).defer(offer_id=str(offer.pk))
