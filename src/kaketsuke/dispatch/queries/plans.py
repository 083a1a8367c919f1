"""One plan for all who wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kaketsuke.dispatch import figures, surges
from kaketsuke.engine import reasons, surge


@dataclass(frozen=True, slots=True)
class SurgeAnswer:
    """A plan, what it was made from, and by what it is known to be stale."""

    plan: surge.SurgePlan
    case_ids: tuple[UUID, ...]
    sought: int
    free: int
    fingerprint: str


def surge_counts(company_id: UUID, *, at: datetime) -> tuple[int, int]:
    """Return how many cases look for somebody, and how many technicians are free."""
    found = surges.moment(company_id, now=at)
    return found.sought, found.free


def surge_plan(company_id: UUID, *, at: datetime) -> SurgeAnswer:
    """Plan for all who wait; takes as long as the policy's figures say."""
    found = surges.moment(company_id, now=at)
    seconds = figures.policy_on(timezone.localdate(at)).plan.seconds
    made = surge.find(found.waiting, times=figures.travel_times(), seconds=seconds)
    return SurgeAnswer(
        made,
        tuple(each.case_id for each in found.waiting),
        found.sought,
        found.free,
        found.fingerprint,
    )


def counted_words(against: Collection[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return what hinders how many, in the reader's language, the commonest first."""
    worded = [(_(reasons.PLAIN[reasons.Code(code)]), count) for code, count in against]
    return tuple(sorted(worded, key=lambda each: -each[1]))
