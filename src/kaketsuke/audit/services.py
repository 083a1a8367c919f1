"""The only writers of the chains. Whatever changes a subject appends in its own transaction."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction

from kaketsuke.audit import digests, sums
from kaketsuke.audit.models import Access, Entry, Head

BEFORE_THE_FIRST = bytes(32)


def mac_of(entry: Entry) -> bytes:
    """Return the keyed MAC over everything in the entry and the MAC of the one before."""
    content = digests.canonical_json(sums.content_of(entry))
    return hmac.new(bytes.fromhex(settings.AUDIT_KEY), content, hashlib.sha256).digest()


@transaction.atomic
def append(
    subject_kind: str,
    subject_id: UUID,
    *,
    actor: str,
    kind: str,
    payload: Mapping[str, Any],
    now: datetime,
    event_at: datetime | None = None,
) -> Entry:
    """Append one entry to the subject's chain; two writers of a chain wait for each other."""
    head = _locked_head(subject_kind, subject_id)
    entry = Entry(
        subject_kind=subject_kind,
        subject_id=subject_id,
        seq=head.seq + 1,
        event_at=event_at or now,
        entered_at=now,
        actor=actor,
        kind=kind,
        payload=digests.canonical(payload),
        prev_mac=bytes(head.mac),
    )
    entry.mac = mac_of(entry)
    before = bytes(head.running) if head.running is not None else sums.running_of_chain(head)
    entry.save(force_insert=True)
    head.seq, head.mac, head.running = entry.seq, entry.mac, sums.running_of(before, entry)
    head.save(update_fields=["seq", "mac", "running"])
    return entry


def append_row(
    subject_kind: str,
    subject_id: UUID,
    *,
    row: models.Model,
    actor: str,
    kind: str,
    now: datetime,
    event_at: datetime | None = None,
) -> Entry:
    """Append an entry that holds a timeline row to its present words by their digest."""
    payload = {"row": row.pk, "digest": digests.row_digest(row)}
    return append(
        subject_kind,
        subject_id,
        actor=actor,
        kind=kind,
        payload=payload,
        now=now,
        event_at=event_at,
    )


@transaction.atomic
def append_first_rows(
    subject_kind: str, rows: Sequence[models.Model], *, actor: str, kind: str, now: datetime
) -> None:
    """Begin a chain for each of many rows that were just written, in two statements for all.

    Each row is its own subject; a row that has a chain already is an error of the caller's.
    """
    entries = []
    for row in rows:
        entry = Entry(
            subject_kind=subject_kind,
            subject_id=row.pk,
            seq=1,
            event_at=now,
            entered_at=now,
            actor=actor,
            kind=kind,
            payload=digests.canonical({"row": row.pk, "digest": digests.row_digest(row)}),
            prev_mac=BEFORE_THE_FIRST,
        )
        entry.mac = mac_of(entry)
        entries.append(entry)
    Head.objects.bulk_create(
        Head(subject_kind=subject_kind, subject_id=each.subject_id, seq=1, mac=each.mac)
        for each in entries
    )
    Entry.objects.bulk_create(entries)


def record_access(
    *,
    viewer_id: UUID | None,
    viewer_role: str,
    person_id: UUID,
    case_id: UUID | None,
    purpose: str,
    ground: str,
    now: datetime,
) -> Access:
    """Record that somebody was shown a person's data, for what and on which ground (4.8)."""
    return Access.objects.create(
        viewer_id=viewer_id,
        viewer_role=viewer_role,
        person_id=person_id,
        case_id=case_id,
        purpose=purpose,
        ground=ground,
        at=now,
    )


def record_accesses(
    person_ids: Iterable[UUID],
    *,
    viewer_id: UUID | None,
    viewer_role: str,
    case_id: UUID | None,
    purpose: str,
    ground: str,
    now: datetime,
) -> None:
    """Record that somebody was shown several persons at once, in one statement (4.8)."""
    Access.objects.bulk_create(
        Access(
            viewer_id=viewer_id,
            viewer_role=viewer_role,
            person_id=person_id,
            case_id=case_id,
            purpose=purpose,
            ground=ground,
            at=now,
        )
        for person_id in sorted(set(person_ids))
    )


def _locked_head(subject_kind: str, subject_id: UUID) -> Head:
    wanted = Head.objects.select_for_update().filter(
        subject_kind=subject_kind, subject_id=subject_id
    )
    head = wanted.first()
    if head is None:
        # Of two that begin a chain at once, one inserts and the other waits for it here.
        first = Head(subject_kind=subject_kind, subject_id=subject_id, seq=0, mac=BEFORE_THE_FIRST)
        Head.objects.bulk_create([first], ignore_conflicts=True)
        head = wanted.get()
    return head
