"""The common frame of every step at the door.

Lock the case, see that the technician is bound to it, give back an earlier entry for a repeated
press, write the step's own row, advance the case: one transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import protection, timeline
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.onsite import refusals, spans

APPROVERS = ("owner", "company", "standing")


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed, when it was entered, when it happened, and the key that makes it once."""

    technician: UUID
    now: datetime
    event_at: datetime | None = None
    idempotency_key: UUID | None = None

    @property
    def at(self) -> datetime:
        """When it happened: never later than it was entered, whatever the phone's clock says."""
        return min(self.event_at or self.now, self.now)


def at_the_door(case_id: UUID, press: Press) -> tuple[Case, Press]:
    """Return the locked case of the technician who pressed, and the press in its right order.

    A moment before the step that went ahead is not believed: a phone whose clock is wrong must
    neither charge time nobody worked nor stop its technician. Then the moment of entry counts.
    Raises: CannotAct.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    lead = dispatch_queries.lead_of(case_id)
    if lead is None or lead.technician_id != press.technician:
        raise refusals.CannotAct(refusals.NOT_YOUR_CASE)
    spans.stop_where_halted(case_id)
    if press.at < lead.since or _came_before(case, press):
        press = replace(press, event_at=None)
    return case, press


def _came_before(case: Case, press: Press) -> bool:
    own = Entry.objects.filter(
        case=case, actor_role=ActorRole.TECHNICIAN, actor_id=press.technician
    )
    return own.filter(event_at__gt=press.at).exists()


def pressed_before(case: Case, press: Press, *events: str) -> Entry | None:
    """Return the entry that this very press already made, if it was one of these steps.

    Raises: cases' CannotAdvance where the key belongs to another step.
    """
    return timeline.applied_before(case, press.idempotency_key, *events)


def advance(
    case: Case,
    event: Event,
    press: Press,
    *,
    facts: dict[str, Any] | None = None,
    words: str | None = None,
    answer: dict[str, Any] | None = None,
    clauses: Collection[str] = (),
) -> Entry:
    """Move the case on by what the technician did."""
    return case_services.advance(
        case.id,
        event=event,
        actor=Actor(ActorRole.TECHNICIAN, press.technician),
        now=press.now,
        event_at=press.at,
        facts=facts,
        words=words,
        answer=answer,
        clauses=tuple(clauses),
        idempotency_key=press.idempotency_key,
    )


def refuse_without_approval(approved_by: str) -> None:
    """Breaking a lock needs the word of who answers for it (2.1). Raises: CannotAct."""
    if not approved_by:
        raise refusals.CannotAct(refusals.DESTRUCTIVE_NEEDS_APPROVAL)
    if approved_by not in APPROVERS:
        raise refusals.CannotAct(refusals.NO_SUCH_APPROVAL)


def refuse_before_a_look(case: Case, *, at: datetime) -> None:
    """A flag was set while the case ran: a supervisor looks before anybody goes on (X-8).

    Raises: CannotAct.
    """
    # Nobody at the door reads such a record.
    with context.as_system():
        waits = protection.awaits_a_look(case, at=at)
    if waits:
        raise refusals.CannotAct(refusals.LOOKED_AT_FIRST)
