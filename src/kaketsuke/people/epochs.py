"""Master-key epochs: every living key is wrapped anew, and the key of the old epoch is destroyed.

A backup holds keys as they were wrapped when it was made. Once the master key of that time is gone,
nobody in it can be opened; whoever was erased before the change is then gone from it for good.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q

from kaketsuke.people import sealing
from kaketsuke.people.models import SubjectKey

AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """How many keys of a kind live in an epoch, and how many were destroyed."""

    epoch: int
    kind: str
    live: int
    destroyed: int


def inventory() -> Iterator[Line]:
    """Yield the keys by epoch and kind."""
    live = Count("pk", filter=Q(wrapped_key__isnull=False))
    gone = Count("pk", filter=Q(wrapped_key__isnull=True))
    counted = SubjectKey.objects.values("epoch", "subject_kind").annotate(live=live, gone=gone)
    for row in counted.order_by("epoch", "subject_kind"):
        yield Line(row["epoch"], row["subject_kind"], row["live"], row["gone"])


def newest() -> int:
    """Return the number of the newest epoch."""
    return SubjectKey.objects.aggregate(newest=Max("epoch"))["newest"] or 1


def demand_openable() -> None:
    """Raise CannotOpen where one living key opens with none of the master keys. Flat memory."""
    living = SubjectKey.objects.filter(wrapped_key__isnull=False)
    for kind, subject_id, wrapped in living.values_list(
        "subject_kind", "subject_id", "wrapped_key"
    ).iterator(chunk_size=AT_ONCE):
        sealing.unwrap(wrapped or b"", subject_kind=kind, subject_id=subject_id)


def rewrap_all() -> int:
    """Wrap every living key by the present master key; return how many are so now.

    Batch by batch, each by itself: what was interrupted is taken up where old wraps are left.
    Raises: CannotOpen where a key opens with no master key at all; nothing of it is changed.
    """
    epoch, count, after = newest() + 1, 0, UUID(int=0)
    while True:
        with transaction.atomic():
            living = SubjectKey.objects.select_for_update().filter(
                pk__gt=after, wrapped_key__isnull=False
            )
            batch = list(islice(living.order_by("pk").iterator(chunk_size=AT_ONCE), AT_ONCE))
            if not batch:
                return count
            SubjectKey.objects.bulk_update(_rewrapped(batch, epoch), ["wrapped_key", "epoch"])
        count, after = count + len(batch), batch[-1].pk


def _rewrapped(batch: list[SubjectKey], epoch: int) -> list[SubjectKey]:
    for row in batch:
        kind, subject_id = row.subject_kind, row.subject_id
        key = sealing.unwrap(row.wrapped_key or b"", subject_kind=kind, subject_id=subject_id)
        row.wrapped_key = sealing.wrap(key, subject_kind=kind, subject_id=subject_id)
        row.epoch = epoch
    return batch
