"""Writes the timeline: one entry a step, its digest chained in the audit trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import digests
from kaketsuke.audit import services as audit_services
from kaketsuke.cases.models import Case, Entry
from kaketsuke.cases.refusals import CannotAdvance
from kaketsuke.people import keys, sealing

KEY_OF_ANOTHER_STEP = _("この操作は記録されていません。画面を読み直して、もう一度押してください。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a step brings to the timeline."""

    event: str
    actor: Actor
    now: datetime
    event_at: datetime | None = None
    facts: Mapping[str, Any] | None = None
    words: str | None = None
    answer: Mapping[str, Any] | None = None
    clauses: Sequence[str] = ()
    idempotency_key: UUID | None = None


def locked(case_id: UUID) -> Case:
    """Return the case, locked: whoever comes next waits."""
    return Case.objects.select_related("request").select_for_update(of=("self",)).get(pk=case_id)


def applied_before(case: Case, idempotency_key: UUID | None, *events: str) -> Entry | None:
    """Return the entry that this key wrote, if the same step was sent twice.

    Raises CannotAdvance where the key wrote another step: nobody is told that this one was taken.
    """
    if idempotency_key is None:
        return None
    entry = Entry.objects.filter(case=case, idempotency_key=idempotency_key).first()
    if entry is not None and entry.event not in events:
        raise CannotAdvance(KEY_OF_ANOTHER_STEP)
    return entry


def words_place(entry_id: UUID) -> str:
    """Return the context to which an entry's words are sealed."""
    return f"cases.entry.words:{entry_id}"


def append(case: Case, *, line: Line) -> Entry:
    """Append an entry to a locked case and save the case."""
    case.last_seq += 1
    case.save()
    entry = Entry(
        company_id=case.company_id,
        case=case,
        seq=case.last_seq,
        event=line.event,
        state=case.state,
        # A phone's clock may run ahead; nothing happens after it was entered.
        event_at=min(line.event_at or line.now, line.now),
        entered_at=line.now,
        actor_role=line.actor.role,
        actor_id=line.actor.id,
        facts=digests.canonical(line.facts or {}),
        answer=digests.canonical(line.answer) if line.answer is not None else None,
        clauses=list(line.clauses),
        terms_version_id=case.request.terms_version_id,
        idempotency_key=line.idempotency_key,
    )
    if line.words:
        key = keys.open_key("case", case.id)
        entry.words_sealed = sealing.seal(key, line.words, context=words_place(entry.id))
    entry.save(force_insert=True)
    audit_services.append_row(
        "case",
        case.id,
        row=entry,
        actor=f"{line.actor.role}:{line.actor.id or ''}",
        kind=line.event,
        now=line.now,
        event_at=entry.event_at,
    )
    return entry
