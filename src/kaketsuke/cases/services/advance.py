"""The one place where a case changes its state."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke import transitions
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import follow_ups, gates, guards, lifecycle, timeline, timings
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.cases.refusals import CannotAdvance

MOVED_ON = _(
    "画面を開いたあとに案件が進みました。いまの状況を確かめてから、もう一度選んでください。"
)


def stand_of(case: Case) -> str:
    """Return one word for where a case stands since when; no two stands of a case share it."""
    objected = "!" if case.payer_objected else ""
    return f"{case.state}@{case.state_since:%Y%m%dT%H%M%S%f}{objected}"


@transaction.atomic
def refuse_if_moved_on(case_id: UUID, *, seen: str) -> None:
    """Refuse a press from a page that shows an earlier stand; the case stays locked for the step.

    A page left open since an earlier halt does not lift the halt that a resident pressed after it.
    Raises: CannotAdvance.
    """
    if seen != stand_of(timeline.locked(case_id)):
        raise CannotAdvance(MOVED_ON)


@transaction.atomic
def advance(
    case_id: UUID,
    *,
    event: Event | str,
    actor: Actor,
    now: datetime,
    event_at: datetime | None = None,
    facts: Mapping[str, Any] | None = None,
    words: str | None = None,
    answer: Mapping[str, Any] | None = None,
    clauses: Sequence[str] = (),
    idempotency_key: UUID | None = None,
) -> Entry:
    """Take one step: lock, hold against the table, write gates and timeline, defer what follows.

    The same idempotency key gives the entry that it wrote before. Raises CannotAdvance.
    """
    case = timeline.locked(case_id)
    earlier = timeline.applied_before(case, idempotency_key, Event(event).value)
    if earlier is not None:
        return earlier
    brought = dict(facts or {})
    if words:
        brought.setdefault("reason", words)
    before = State(case.state)
    # What waited for a signal counts from when it happened: so does the waiting at the door.
    at = min(event_at or now, now)
    step = _step(case, event=Event(event), actor=actor, brought=brought, at=at)
    gates.write(case, event=Event(event), step=step, brought=brought, at=at, now=now)
    line = timeline.Line(
        event=Event(event).value,
        actor=actor,
        now=now,
        event_at=event_at,
        facts=facts,
        words=words,
        answer=answer,
        clauses=clauses,
        idempotency_key=idempotency_key,
    )
    entry = timeline.append(case, line=line)
    if step.state != before:
        _follow(case, now=now)
    return entry


def _step(
    case: Case, *, event: Event, actor: Actor, brought: Mapping[str, Any], at: datetime
) -> lifecycle.Step:
    facts = guards.Facts.of(gates.read(case, at=at), brought)
    try:
        return lifecycle.step(case.state, event, role_in(case, actor), facts)
    except transitions.CannotStep as refusal:
        # The sentence is its own key: the guards' data lists them for the translators.
        raise CannotAdvance(_(refusal.sentence)) from refusal


def role_in(case: Case, actor: Actor) -> ActorRole:
    """Return the actor's role here: who took the call is its operator, never its supervisor."""
    if actor.role is ActorRole.SUPERVISOR and actor.id == case.request.operator_id:
        return ActorRole.OPERATOR
    return actor.role


def _follow(case: Case, *, now: datetime) -> None:
    state = State(case.state)
    held = frozenset[str]()
    if state is State.OFFERING and not owner_notice_settled(case):
        held = frozenset({"dispatch.start_offers"})
    follow_ups.defer_for(state, case_id=case.id, held=held)
    if state is State.TURNED_AWAY:
        follow_ups.defer("cases.end_waiting", case_id=case.id, at=now + timings.WAITING)


def owner_notice_settled(case: Case) -> bool:
    """Return whether the case may be offered: an owner's only once the notice is settled (2.1)."""
    if case.requested_by != "owner":
        return True
    return Entry.objects.filter(case=case, event="OwnerNoticeSettled").exists()


@transaction.atomic
def remark(
    case_id: UUID,
    *,
    remark: str,
    actor: Actor,
    now: datetime,
    event_at: datetime | None = None,
    facts: Mapping[str, Any] | None = None,
    words: str | None = None,
    answer: Mapping[str, Any] | None = None,
    clauses: Sequence[str] = (),
    idempotency_key: UUID | None = None,
) -> Entry:
    """Write a line into the timeline that moves nothing: an offer sent, a call tried, a notice."""
    case = timeline.locked(case_id)
    earlier = timeline.applied_before(case, idempotency_key, remark)
    if earlier is not None:
        return earlier
    line = timeline.Line(
        event=remark,
        actor=actor,
        now=now,
        event_at=event_at,
        facts=facts,
        words=words,
        answer=answer,
        clauses=clauses,
        idempotency_key=idempotency_key,
    )
    return timeline.append(case, line=line)


@transaction.atomic
def settle_owner_notice(case_id: UUID, *, how: str, actor: Actor, now: datetime) -> None:
    """The registrants were told, or a call was tried: an owner's case may now be offered (2.1).

    `how` is "delivered", "call_tried" or "withheld" (a supervisor's decision where a flag stands).
    """
    case = timeline.locked(case_id)
    if owner_notice_settled(case):
        return
    line = timeline.Line(event="OwnerNoticeSettled", actor=actor, now=now, facts={"how": how})
    timeline.append(case, line=line)
    if case.state == State.OFFERING:
        follow_ups.defer_for(State.OFFERING, case_id=case.id)
