"""The door is open: how, in which state the lock is left, and what remains to be done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite import clocks, queries, refusals, sealed, spans, steps, timers
from kaketsuke.onsite.models import Opening
from kaketsuke.onsite.steps import Press
from kaketsuke.people import keys, sealing

METHODS: Final = ("non_destructive", "destructive", "other")
# What is left to choose where the lock cannot be used (4.3).
IF_UNUSABLE: Final = ("exchanged", "interim", "declined")
# Why nothing was done about a lock that cannot be used.
DECLINED_BECAUSE: Final = ("own_arrangement", "asks_owner", "not_needed_now", "no_reason_given")

INTERIM_KINDS: Final = ("temporary_lock", "inside_latch", "key_handed", "watched", "other")
INTERIM_DECIDED_BY: Final = ("attendant", "owner", "company")
INTERIM_AT_MOST: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Interim:
    """What was done for the time being, who decided it, until when, and a note for the centre."""

    kind: str
    decided_by: str
    until: date
    note: str = ""

    def facts(self) -> dict[str, str]:
        """Return what the timeline keeps of it; the note stays sealed with the opening."""
        return {
            "interim_kind": self.kind,
            "interim_decided_by": self.decided_by,
            "interim_until": self.until.isoformat(),
        }


@transaction.atomic
def open_door(
    case_id: UUID,
    *,
    method: str,
    lock_usable: bool,
    technician: UUID,
    now: datetime,
    if_unusable: str = "",
    declined_because: str = "",
    interim: Interim | None = None,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """The door is open and tested: the clock stops, what follows has an owner (2.1, 4.3, A1.3).

    Raises: CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, Event.DOOR_OPENED):
        return entry
    agreed = _agreed_to(case_id, method)
    choice = "" if lock_usable else if_unusable
    _refuse_without_choice(choice, lock_usable=lock_usable, because=declined_because)
    made = _made_do(interim, on=press.at) if choice == "interim" else None
    spans.stop(case_id, at=press.at, because="door_opened")
    facts = {
        "method": method,
        "lock_usable": lock_usable,
        "if_unusable": choice,
        **({"declined_because": declined_because} if choice == "declined" else {}),
        **(made.facts() if made else {}),
        **clocks.kept(case_id, at=press.at),
    }
    clauses = ("2.1",) if lock_usable else ("2.1", "4.3")
    entry = steps.advance(case, Event.DOOR_OPENED, press, facts=facts, clauses=clauses)
    row = Opening(
        company_id=case.company_id,
        case=case,
        method=method,
        destructive_approved_by=agreed,
        lock_usable=lock_usable,
        if_unusable=choice,
        opened_at=press.at,
    )
    _keep_interim(row, made)
    row.save(force_insert=True)
    _leave_to_do(case, lock_usable=lock_usable, now=now)
    timers.settle_itself_later(case_id, now=now)
    return entry


def _agreed_to(case_id: UUID, method: str) -> str:
    """Return on whose approval the lock was broken; nothing where it was not (2.1)."""
    if method not in METHODS:
        raise refusals.CannotAct(refusals.METHOD_FIRST)
    if method != "destructive":
        return ""
    agreed = queries.breaking_agreed(case_id)
    if not agreed:
        raise refusals.CannotAct(refusals.AGREE_FIRST)
    return agreed


def _keep_interim(row: Opening, made: Interim | None) -> None:
    if made is None:
        return
    row.interim_kind, row.interim_decided_by = made.kind, made.decided_by
    row.interim_until = made.until
    if made.note.strip():
        key = keys.open_key("case", row.case_id)
        row.interim_note_sealed = sealing.seal(key, made.note.strip(), context=sealed.note(row.id))


def _made_do(interim: Interim | None, *, on: datetime) -> Interim:
    """Return the measure for the time being: what was done, who decided and until when (4.3)."""
    if interim is None or interim.kind not in INTERIM_KINDS:
        raise refusals.CannotAct(refusals.INTERIM_FIRST)
    if interim.decided_by not in INTERIM_DECIDED_BY:
        raise refusals.CannotAct(refusals.INTERIM_FIRST)
    today = timezone.localdate(on)
    if not today <= interim.until <= today + INTERIM_AT_MOST:
        raise refusals.CannotAct(refusals.INTERIM_UNTIL)
    return interim


def _refuse_without_choice(choice: str, *, lock_usable: bool, because: str) -> None:
    """A lock that cannot be used is exchanged, made do with, or left for a reason (4.3)."""
    if not lock_usable and choice not in IF_UNUSABLE:
        raise refusals.CannotAct(refusals.CHOOSE_FOR_UNUSABLE)
    if choice == "declined" and because not in DECLINED_BECAUSE:
        raise refusals.CannotAct(refusals.WHY_DECLINED)


def _leave_to_do(case: Case, *, lock_usable: bool, now: datetime) -> None:
    # A lock that failed and works again wants a new battery soon.
    if case.request.facts.get("cause") == "lock_fault" and lock_usable:
        case_services.add_follow_up(case.id, kind="battery", owner_role="operator", now=now)
