"""What a phone sent up, and what it was answered: every press is applied at most once.

A phone keeps its presses while there is no signal and sends them in order, each with a key of its
own and the moment at which it happened. The key is unique in the database: sent again, it gets the
answer that it got before. A phone whose clock is wrong is set right by what it believed at sending.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kaketsuke.onsite.models import PhoneAction

# Beyond this a phone's clock is wrong enough for people to be told.
CLOCK_IS_WRONG: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Sent:
    """One press as a phone sent it: `phone_at` by the phone's clock, `ahead` how wrong that is."""

    key: UUID
    step: str
    phone_at: datetime
    ahead: timedelta = timedelta()

    @property
    def event_at(self) -> datetime:
        """When it happened by the product's clock."""
        return self.phone_at - self.ahead


def clock_runs_ahead(sent_at: datetime | None, *, now: datetime) -> timedelta:
    """Return by how much the phone's clock was wrong at sending; small differences are travel."""
    ahead = (sent_at or now) - now
    return ahead if abs(ahead) >= CLOCK_IS_WRONG else timedelta()


def answered_before(technician: UUID, key: UUID) -> PhoneAction | None:
    """Return what this very press was answered."""
    return PhoneAction.objects.filter(technician_id=technician, key=key).first()
