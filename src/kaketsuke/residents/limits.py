"""How often something may be tried, by number, by source and by dwelling. One table counts it all.

Whose attempt it was is kept as a keyed digest, for a day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal
from kaketsuke.residents import codes
from kaketsuke.residents.models import Attempt

HOUR = timedelta(hours=1)
LATER = _("回数が多いため、いまは受け付けられません。1 時間ほどおいて、もう一度お試しください。")


class TooManyAttempts(Refusal):
    """It was tried too often; the sentence says when it may be tried again."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts within a time."""

    most: int
    within: timedelta


LIMITS = {
    "letter.source": Limit(20, HOUR),  # codes of letters that did not open anything
    "code.number": Limit(5, HOUR),  # one-time codes asked for, to one number or address
    "code.source": Limit(30, HOUR),
    "code.dwelling": Limit(15, HOUR),
    "first.number": Limit(5, HOUR),  # names and rooms tried with a number that was never proven
    # Registrations without a proof of home: each is news for those who live there.
    "unproven.dwelling": Limit(3, 24 * HOUR),
}


def take(what: str, whose: str, *, now: datetime) -> None:
    """Count one attempt. Raises TooManyAttempts where the limit is used up."""
    if not room_for(what, whose, now=now):
        raise TooManyAttempts(LATER)
    count(what, whose, now=now)


def room_for(what: str, whose: str, *, now: datetime) -> bool:
    """Return whether one more attempt is within the limit; two at once wait for each other."""
    limit, digest = LIMITS[what], _digest(what, whose)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)",
            [int.from_bytes(digest[:8], "big", signed=True)],
        )
    counted = Attempt.objects.filter(whose=digest, at__gt=now - limit.within)
    return counted.count() < limit.most


def count(what: str, whose: str, *, now: datetime) -> None:
    """Note one attempt."""
    Attempt.objects.create(what=what, whose=_digest(what, whose), at=now)


def _digest(what: str, whose: str) -> bytes:
    return codes.digest(f"attempt.{what}", whose)
