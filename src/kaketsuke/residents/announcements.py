"""How far registrants were told that a new version of the terms holds."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.residents.models import VersionNotice


@dataclass(frozen=True, slots=True)
class Announced:
    """How many were told so far; `done_at` once it was everybody."""

    told: int
    done_at: datetime | None


def progress(version_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Announced]:
    """Return how far each version was told. One query."""
    found = VersionNotice.objects.filter(version__in=version_ids)
    return {each.version_id: Announced(each.told, each.done_at) for each in found}
