"""How long has been worked? The sum of the spans, counted in seconds; a begun minute counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.onsite.models import WorkSpan
from kaketsuke.rules import charge

Span = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class WorkClock:
    """The clock of one case at one moment."""

    seconds: int
    running_since: datetime | None
    allowed_minutes: int

    @property
    def running(self) -> bool:
        """Whether somebody is at work now."""
        return self.running_since is not None

    @property
    def minutes(self) -> int:
        """Whole minutes as they are billed (A1.3)."""
        return charge.billable_minutes(self.seconds)

    @property
    def seconds_left(self) -> int:
        """Seconds until the free or approved minutes are used up."""
        return max(0, self.allowed_minutes * 60 - self.seconds)


def spans_of(case_id: UUID) -> list[Span]:
    """Return begin and end of each stretch of work of this visit, in order.

    Whoever could not open the door went away with the words that nothing is charged: their minutes
    use up none of the next one's (A1.3).
    """
    kept = WorkSpan.objects.filter(case_id=case_id).order_by("during__startswith")
    begun = dispatch_queries.visit_begun(case_id)
    if begun is not None:
        kept = kept.filter(during__startswith__gte=begun)
    return [(span.during.lower, span.during.upper) for span in kept if span.during.lower]


def worked(spans: Iterable[Span], *, until: datetime) -> timedelta:
    """Return the work done by that moment."""
    total = timedelta()
    for begun, ended in spans:
        end = min(ended, until) if ended else until
        total += max(timedelta(), end - begun)
    return total


def moment_of(spans: Iterable[Span], *, worked_for: timedelta) -> datetime | None:
    """Return when work went on past that much: the first moment that no longer belongs to it."""
    total = timedelta()
    for begun, ended in spans:
        if ended is None or total + (ended - begun) > worked_for:
            return begun + (worked_for - total)
        total += ended - begun
    return None


def whole_seconds(duration: timedelta) -> int:
    """Return seconds, a begun one counting: a clock must not round work away."""
    return -(-duration // timedelta(seconds=1))


def kept(case_id: UUID, *, at: datetime) -> dict[str, Any]:
    """Return the clock as the timeline keeps it."""
    return {"work_seconds": whole_seconds(worked(spans_of(case_id), until=at))}
