"""What is known of a place before somebody stands there: entrance, car, floor, door.

None of it is about a person, and none of it is needed for a decision; what nobody ever wrote down
is None, never a guess.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from kaketsuke.parties.models import HIGHEST_FLOOR, LOWEST_FLOOR, Dwelling, Lock

__all__ = ["HIGHEST_FLOOR", "LOWEST_FLOOR", "Premises", "of_dwelling", "premises_of"]


@dataclass(frozen=True, slots=True)
class Premises:
    """One dwelling's place: `parking` and `door` are keys of the models' choices."""

    auto_lock: bool | None = None
    parking: str | None = None
    floor: int | None = None
    door: str | None = None


def premises_of(dwelling_ids: Collection[uuid.UUID], *, at: datetime) -> dict[uuid.UUID, Premises]:
    """Return what is known of each dwelling's place at a moment. Two queries."""
    locks = Prefetch("locks", queryset=Lock.objects.filter(valid__contains=at))
    homes = Dwelling.objects.filter(pk__in=dwelling_ids).select_related("building")
    return {home.pk: _premises(home) for home in homes.prefetch_related(locks)}


def of_dwelling(dwelling_id: uuid.UUID, *, at: datetime) -> Premises:
    """Return what is known of one dwelling's place. Two queries."""
    return premises_of([dwelling_id], at=at).get(dwelling_id, Premises())


def _premises(home: Dwelling) -> Premises:
    lock = next(iter(home.locks.all()), None)
    return Premises(
        auto_lock=home.building.auto_lock,
        parking=home.building.parking,
        floor=home.floor,
        door=lock.door if lock is not None else None,
    )
