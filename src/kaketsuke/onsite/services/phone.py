"""Keeps what phones sent up: each press with its answer, and what came too late as a report."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases import timeline
from kaketsuke.cases.lifecycle import ENDS, Event, State
from kaketsuke.cases.models import Entry
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.onsite import actions, refusals
from kaketsuke.onsite.actions import Sent
from kaketsuke.onsite.models import PhoneAction

MOST_SENTENCE = 200


@transaction.atomic
def keep_answer(
    case_id: UUID,
    sent: Sent,
    *,
    technician: UUID,
    outcome: str,
    now: datetime,
    sentence: str = "",
) -> PhoneAction:
    """Keep what a press was answered; the same key a second time gives the first answer back."""
    case = timeline.locked(case_id)
    earlier = actions.answered_before(technician, sent.key)
    if earlier is not None:
        return earlier
    return PhoneAction.objects.create(
        company_id=case.company_id,
        case=case,
        technician_id=technician,
        key=sent.key,
        step=sent.step,
        phone_at=sent.phone_at,
        event_at=min(sent.event_at, now),
        entered_at=now,
        skew_seconds=round(sent.ahead.total_seconds()),
        outcome=outcome,
        sentence=sentence[:MOST_SENTENCE],
    )


@transaction.atomic
def report_late(
    case_id: UUID,
    not_taken: Sequence[Sent],
    *,
    technician: UUID,
    now: datetime,
    sent_by: UUID | None = None,
) -> Entry:
    """Put on record what a phone did that could not be taken any more, for people to look at.

    Where the case has ended or stands still it is a late report with an owner to find; elsewhere a
    line in the timeline and a human who is rung. On a shared phone it may be `sent_by` another
    than who pressed, and come from one who led the case before.
    Raises: CannotAct, cases' CannotAdvance.
    """
    case = timeline.locked(case_id)
    last = dispatch_queries.last_lead_of(case_id)
    was_last = last is not None and last.technician_id == technician
    if not was_last and not (
        sent_by and dispatch_queries.was_lead(case_id, technician_id=technician)
    ):
        raise refusals.CannotAct(refusals.NOT_YOUR_CASE)
    actor = Actor(ActorRole.TECHNICIAN, technician)
    facts: dict[str, Any] = {
        "same_assignment": was_last,
        **({"sent_by_another": True} if sent_by else {}),
        "steps": [
            {"step": sent.step, "at": min(sent.event_at, now).isoformat()} for sent in not_taken
        ],
    }
    event_at = min((sent.event_at for sent in not_taken), default=now)
    key = not_taken[0].key if not_taken else None
    if was_last and case.state in (*ENDS, State.HALTED):
        return case_services.advance(
            case_id,
            event=Event.LATE_REPORT,
            actor=actor,
            now=now,
            event_at=event_at,
            facts=facts,
            idempotency_key=key,
        )
    entry = case_services.remark(
        case_id, remark="PhoneNotTaken", actor=actor, now=now, facts=facts, idempotency_key=key
    )
    case_services.ring_a_human(case_id, why="phone_not_taken", now=now)
    return entry


@transaction.atomic
def note_wrong_clock(case_id: UUID, ahead: timedelta, *, technician: UUID, now: datetime) -> Entry:
    """Say in the timeline that a phone's clock is wrong and by how much; its times were mended."""
    return case_services.remark(
        case_id,
        remark="PhoneClockWrong",
        actor=Actor(ActorRole.TECHNICIAN, technician),
        now=now,
        facts={"skew_seconds": round(ahead.total_seconds())},
    )
