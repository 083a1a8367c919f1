"""Verification of the chains. Read in one pass with flat memory, however long the record is."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.audit import services
from kaketsuke.audit.models import Checkpoint, Entry, Head

AT_ONCE = 2000
TRIED = 20
CHAINED = frozenset({"audit_entry"})

Chain = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the record is not what was written. `kind` is a word, `sentence` says it."""

    subject_kind: str
    subject_id: UUID
    seq: int
    kind: str
    sentence: str


def key_fits() -> bool:
    """Tell whether the chains' key made the newest entries, or there are none.

    One changed entry is a fault that `verify_chains` names; only where none fits is the key
    another one.
    """
    newest = Entry.objects.order_by("-pk")[:TRIED]
    fitting = [hmac.compare_digest(bytes(each.mac), services.mac_of(each)) for each in newest]
    return not fitting or any(fitting)


def newest_moment() -> datetime | None:
    """Return until when the record goes on."""
    return max((each.entered_at for each in Entry.objects.order_by("-pk")[:TRIED]), default=None)


def newest_checkpoint() -> Checkpoint | None:
    """Return the newest signed sum of the record."""
    return Checkpoint.objects.order_by("-number").first()


def verify_chains(only: Chain | None = None) -> Iterator[Fault]:
    """Yield every break inside the chains, or inside `only` one: gap, change, order, head."""
    heads = _Heads(only)
    last: Entry | None = None
    for entry in _entries(only):
        if last is None or _chain(entry) != _chain(last):
            if last is not None:
                yield from heads.faults_at_end(last)
            last = None
        yield from _faults_of_link(entry, last)
        last = entry
    if last is not None:
        yield from heads.faults_at_end(last)
    yield from heads.left_over()


def _entries(only: Chain | None) -> Iterator[Entry]:
    ordered = Entry.objects.order_by("subject_kind", "subject_id", "seq")
    if only is not None:
        ordered = ordered.filter(subject_kind=only[0], subject_id=only[1])
    return ordered.iterator(chunk_size=AT_ONCE)


def _chain(row: Entry | Head) -> Chain:
    return row.subject_kind, row.subject_id


def _faults_of_link(entry: Entry, before: Entry | None) -> Iterator[Fault]:
    expected = 1 if before is None else before.seq + 1
    if entry.seq != expected:
        yield _fault(entry, "gap", f"entry {expected} is missing", seq=expected)
        return
    previous = services.BEFORE_THE_FIRST if before is None else bytes(before.mac)
    if not hmac.compare_digest(bytes(entry.mac), services.mac_of(entry)):
        yield _fault(entry, "changed", "its content is not what was written")
    elif not hmac.compare_digest(bytes(entry.prev_mac), previous):
        yield _fault(entry, "reordered", "it does not follow the entry before it")


def _fault(row: Entry | Head, kind: str, why: str, *, seq: int | None = None) -> Fault:
    place = seq if seq is not None else row.seq
    sentence = f"{row.subject_kind} {row.subject_id} entry {place}: {why}"
    return Fault(row.subject_kind, row.subject_id, place, kind, sentence)


class _Heads:
    """The heads in the order of the chains, walked beside them."""

    def __init__(self, only: Chain | None) -> None:
        ordered = Head.objects.order_by("subject_kind", "subject_id")
        if only is not None:
            ordered = ordered.filter(subject_kind=only[0], subject_id=only[1])
        self._rows = ordered.iterator(chunk_size=AT_ONCE)
        self._next = next(self._rows, None)

    def faults_at_end(self, last: Entry) -> Iterator[Fault]:
        """Yield what is wrong between a chain's last entry and its head."""
        while self._next is not None and _chain(self._next) < _chain(last):
            yield from self._no_entries()
        head = self._next
        if head is None or _chain(head) != _chain(last):
            yield _fault(last, "head_missing", "the chain has lost its head")
            return
        self._next = next(self._rows, None)
        if head.seq > last.seq:
            yield _fault(head, "gap", f"entry {last.seq + 1} is missing", seq=last.seq + 1)
        elif head.seq < last.seq or bytes(head.mac) != bytes(last.mac):
            yield _fault(last, "inserted", "it stands behind the chain's head")

    def left_over(self) -> Iterator[Fault]:
        """Yield the heads whose chain has no entry left."""
        while self._next is not None:
            yield from self._no_entries()

    def _no_entries(self) -> Iterator[Fault]:
        if self._next is not None:
            yield _fault(self._next, "gap", "all entries of the chain are missing", seq=1)
            self._next = next(self._rows, None)
