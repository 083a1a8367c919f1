"""Writes the steps of this room: one entry a step, its digest chained in the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import digests
from kaketsuke.audit import services as audit_services
from kaketsuke.claims.models import Claim, ClaimEntry, Complaint, Entry
from kaketsuke.people import keys, sealing

Subject = Complaint | Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened, who did it and when, with facts in codes and words that are sealed."""

    event: str
    actor: Actor
    now: datetime
    facts: Mapping[str, Any] | None = None
    words: str = ""


def kind_of(subject: Subject) -> Literal["complaint", "claim"]:
    """Return the name of the subject's key and chain."""
    return "complaint" if isinstance(subject, Complaint) else "claim"


def words_place(entry_id: UUID) -> str:
    """Return the context to which an entry's words are sealed."""
    return f"claims.entry.words:{entry_id}"


def reply_place(complaint_id: UUID) -> str:
    """Return the context to which the number for the answer is sealed."""
    return f"claims.complaint.reply_to:{complaint_id}"


def reason_place(decision_id: UUID) -> str:
    """Return the context to which the reason of a decision is sealed."""
    return f"claims.decision.reason:{decision_id}"


def letter_place(letter_id: UUID) -> str:
    """Return the context to which what a letter says is sealed."""
    return f"claims.letter.content:{letter_id}"


def next_number(sequence: Literal["claims_complaint_number", "claims_claim_number"]) -> int:
    """Return the next number by which people call it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        row = cursor.fetchone()
    return int(row[0])


def entries_of(subject: Subject) -> QuerySet[Entry] | QuerySet[ClaimEntry]:
    """Return the steps of a complaint or claim, oldest first."""
    if isinstance(subject, Complaint):
        return Entry.objects.filter(complaint=subject).order_by("seq")
    return ClaimEntry.objects.filter(claim=subject).order_by("seq")


def append(subject: Subject, *, step: Step) -> Entry | ClaimEntry:
    """Append an entry to a locked subject and save the subject."""
    kind = kind_of(subject)
    subject.last_seq += 1
    subject.save()
    table = Entry if isinstance(subject, Complaint) else ClaimEntry
    entry = table(
        company_id=subject.company_id,
        **{kind: subject},
        seq=subject.last_seq,
        event=step.event,
        state=subject.state,
        event_at=step.now,
        entered_at=step.now,
        actor_role=step.actor.role,
        actor_id=step.actor.id,
        facts=digests.canonical(step.facts or {}),
    )
    if step.words.strip():
        key = keys.open_key(kind, subject.pk)
        entry.words_sealed = sealing.seal(key, step.words.strip(), context=words_place(entry.pk))
    entry.save(force_insert=True)
    audit_services.append_row(
        kind,
        subject.pk,
        row=entry,
        actor=f"{step.actor.role}:{step.actor.id or ''}",
        kind=step.event,
        now=step.now,
    )
    return entry
