"""The common frame of every step at the door.

Lock the case, see that the technician is bound to it, give back an earlier entry for a repeated
press, write the step's own row, advance the case: one transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.onsite import refusals

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


def at_the_door(case_id: UUID, press: Press) -> Case:
    """Return the locked case of the technician who pressed. Raises: CannotAct."""
    case = Case.objects.select_for_update().get(pk=case_id)
    lead = dispatch_queries.lead_of(case_id)
    if lead is None or lead.technician_id != press.technician:
        raise refusals.CannotAct(refusals.NOT_YOUR_CASE)
    return case


def pressed_before(case: Case, press: Press) -> Entry | None:
    """Return the entry that this very press already made."""
    if press.idempotency_key is None:
        return None
    return Entry.objects.filter(case=case, idempotency_key=press.idempotency_key).first()


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
