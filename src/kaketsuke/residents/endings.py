"""How far registrants were told that the service ends at their building."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.residents.models import EndingNotice


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many were told; `done_at` once it was all of them."""

    ends_at: datetime
    total: int
    told: int
    done_at: datetime | None


def progress(cover_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Progress]:
    """Return the notices of these contracts at buildings. One query."""
    found = EndingNotice.objects.filter(cover__in=cover_ids)
    return {
        each.cover_id: Progress(each.ends_at, each.total, each.told, each.done_at) for each in found
    }
