"""How long things may take before somebody is told. The terms promise none of these times."""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

# At the door: how long a technician waits for an attendant, or for another one (A1.2.1).
WAITING: Final = timedelta(minutes=20)
# Before nobody is said to be there, so many calls are tried, each so long after the one before.
CALLS_BEFORE_NO_SHOW: Final = 2
CALLS_APART: Final = timedelta(minutes=1)
# A live case on which nothing was entered for this long is overdue.
SILENT_AFTER: Final = {
    "offering": timedelta(minutes=10),
    "unfilled": timedelta(minutes=5),
    "assigned": timedelta(minutes=30),
    "en_route": timedelta(minutes=90),
    "arrived": timedelta(minutes=45),
    "verified": timedelta(minutes=30),
    "turned_away": timedelta(minutes=30),
    "working": timedelta(minutes=75),
    "opened": timedelta(minutes=45),
    "settled": timedelta(minutes=5),
}
# What remains after the door is due this many days later; a person may see to it sooner.
DUE_AFTER: Final = {
    "card_revoked": timedelta(days=1),
    "code_reset": timedelta(days=1),
    "late_report": timedelta(days=1),
    "contact_check": timedelta(days=1),
    "interim": timedelta(days=3),
    "battery": timedelta(days=14),
    "exchange": timedelta(days=14),
}
# A resident's link lives this long after the case has ended.
LINK_LIVES_ON: Final = timedelta(hours=24)
# The payer's papers (receipt, cancelling, refund) are read by a link for this long: from the end of
# the case, or from when the link was sent after it.
PAPERS_LIVE_ON: Final = timedelta(days=60)
# Undelivered for this long, an operator tries to call the registrants instead.
OWNER_NOTICE_PATIENCE: Final = timedelta(minutes=2)


def due_on(kind: str, *, now: datetime) -> date:
    """Return the day in Japan by which a follow-up noted now should be done."""
    return timezone.localdate(now + DUE_AFTER[kind])
