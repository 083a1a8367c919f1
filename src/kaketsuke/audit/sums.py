"""What is summed of an entry and of a chain: in its MAC with the secret, in its head without."""

from typing import Any

from kaketsuke.audit import proofs
from kaketsuke.audit.models import Entry, Head


def content_of(entry: Entry) -> dict[str, Any]:
    """Return everything in an entry but its own MAC."""
    return {
        "id": entry.id,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "seq": entry.seq,
        "event_at": entry.event_at,
        "entered_at": entry.entered_at,
        "actor": entry.actor,
        "kind": entry.kind,
        "payload": entry.payload,
        "prev_mac": entry.prev_mac,
    }


def running_of(before: bytes, entry: Entry) -> bytes:
    """Return the keyless digest of a chain after this entry, from the one before it."""
    return proofs.running(before, {**content_of(entry), "mac": entry.mac})


def running_of_chain(head: Head) -> bytes:
    """Return the keyless digest of a chain from its entries, where its head does not keep one."""
    running = proofs.BEFORE_THE_FIRST
    if head.seq:
        own = Entry.objects.filter(subject_kind=head.subject_kind, subject_id=head.subject_id)
        for entry in own.filter(seq__lte=head.seq).order_by("seq").iterator():
            running = running_of(running, entry)
    return running
