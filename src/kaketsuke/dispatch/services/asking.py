"""Ask for a case: the next wave of technicians, all at once and each for the same limited time.

Who is asked, how many and for how long is the engine's answer. One job ends the wave.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from kaketsuke.accounts import viewers
from kaketsuke.accounts.viewers import Actor
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import figures, locks, snapshots, timers
from kaketsuke.dispatch.models import Offer, Planned
from kaketsuke.dispatch.services import assignments
from kaketsuke.engine import ranking, reasons, waves

WAITS: Final = "waits"
# Whoever is busy will be free; a case that a plan keeps for them waits.
BUSY: Final = frozenset(
    {reasons.Code.BOUND, reasons.Code.BOUND_UNTIL, reasons.Code.ASKED_ELSEWHERE}
)


@transaction.atomic
def start_offers(case_id: UUID, *, now: datetime) -> tuple[Offer, ...]:
    """Ask the next wave unless one is out; with nobody left, the case says so.

    Return the offers that are out now. Doing it twice asks once.
    """
    case = locks.locked_case(case_id)
    if case.state != State.OFFERING or not case_services.owner_notice_settled(case):
        return ()
    # A case offered anew after a halt or to another skill has nobody bound to it any more.
    assignments.end(case_id, now=now)
    out = tuple(Offer.objects.filter(case=case, answer__isnull=True).order_by("pk"))
    if out:
        return out
    order = ranking.rank(snapshots.take(case, now=now), times=figures.travel_times())
    planned = _planned_for(case, order, now=now)
    if planned == WAITS:
        return ()
    if isinstance(planned, ranking.Ranked):
        return ask(case, [planned], seconds=settings.OFFER_SECONDS, now=now)
    wave = _next_wave(order)
    if wave is None:
        _say_nobody_is_left(case, order, now=now)
        return ()
    return ask(case, order.of(wave.keys), seconds=wave.seconds, now=now)


def _planned_for(
    case: Case, order: ranking.Ranking, *, now: datetime
) -> ranking.Ranked | Literal["waits"] | None:
    """Return whom an applied plan asks first, that the case waits for them, or none.

    A place in a plan ends when it is used, when it is too old, and when its technician cannot go.
    """
    planned = Planned.objects.filter(case=case, ended_at=None).first()
    if planned is None:
        return None
    lives = timedelta(seconds=order.snapshot.policy.plan.lives)
    against = {reason.code for reason in order.against_whom(planned.technician_id)}
    if planned.technician_id not in snapshots.refused_by([case.id])[case.id]:
        # Silence before the plan was made does not stand against it.
        against.discard(reasons.Code.ASKED_BEFORE)
    in_time = now < planned.planned_at + lives
    if in_time and against <= BUSY and (against or _has_another_first(planned)):
        return WAITS
    planned.ended_at = now
    planned.save(update_fields=["ended_at"])
    found = order.one(planned.technician_id) if in_time and not against else None
    if found is None:
        return None
    return replace(found, reasons=(reasons.Reason(reasons.Code.PLANNED), *found.reasons))


def _has_another_first(planned: Planned) -> bool:
    """Return whether the plan has a case for the technician that comes before this one."""
    return Planned.objects.filter(
        technician_id=planned.technician_id,
        ended_at=None,
        place__lt=planned.place,
        case__state=State.OFFERING,
    ).exists()


def _next_wave(order: ranking.Ranking) -> waves.Wave | None:
    snapshot = order.snapshot
    step, weighed = snapshot.policy.step(snapshot.widened), snapshot.policy.waves
    return waves.next_wave(
        order.prospects(weighed.tail),
        offer_seconds=settings.OFFER_SECONDS,
        at_once=step.at_once,
        figures=weighed,
    )


def ask(
    case: Case, asked: Sequence[ranking.Ranked], *, seconds: float, now: datetime
) -> tuple[Offer, ...]:
    """Send a wave: one offer each, one job that ends them all."""
    last = Offer.objects.filter(case=case).aggregate(last=Max("wave"))["last"] or 0
    offers = Offer.objects.bulk_create(
        [
            Offer(
                company_id=case.company_id,
                case=case,
                technician_id=each.candidate.technician_id,
                wave=last + 1,
                travel_seconds=each.travel_seconds,
                reasons=[reason.to_json() for reason in each.reasons],
                sent_at=now,
                expires_at=now + timedelta(seconds=seconds),
            )
            for each in asked
        ]
    )
    timers.end_wave(offers[0].case_id, wave=last + 1, at=offers[0].expires_at)
    for offer in offers:
        remark(offer, "OfferSent", actor=viewers.SYSTEM, now=now)
    return tuple(offers)


def remark(offer: Offer, said: str, *, actor: Actor, now: datetime) -> None:
    """Write into the timeline what became of an offer."""
    facts: dict[str, Any] = {"technician": str(offer.technician_id), "wave": offer.wave}
    if offer.pass_reason:
        facts["reason"] = offer.pass_reason
    case_services.remark(offer.case_id, remark=said, actor=actor, now=now, facts=facts)


def _say_nobody_is_left(case: Case, order: ranking.Ranking, *, now: datetime) -> None:
    against = order.counted()
    case_services.advance(
        case.id,
        event=Event.NOBODY_LEFT,
        actor=viewers.TIMER,
        now=now,
        facts={
            "live_offers": 0,
            "technicians": len(order.snapshot.candidates),
            "against": against,
        },
    )
    step = order.snapshot.policy.step(order.snapshot.widened + 1)
    another = order.snapshot.widened + 1 < len(order.snapshot.policy.steps)
    if another and step.after is not None:
        at = now + timedelta(seconds=step.after)
        timers.widen(case.id, widened=order.snapshot.widened, at=at)
