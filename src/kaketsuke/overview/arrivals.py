"""When is the technician expected? The range of the assignment, moved by every delay told since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kaketsuke.cases.models import Entry
from kaketsuke.dispatch import queries as dispatch_queries

DELAY_TOLD = "DelayTold"


@dataclass(frozen=True, slots=True)
class Expected:
    """From when to when somebody is expected at the door: a range, never a promise."""

    soonest: datetime
    latest: datetime


def expected(case_id: UUID) -> Expected | None:
    """Return the range for the technician who is bound to a case now. Two queries."""
    lead = dispatch_queries.lead_of(case_id)
    if lead is None or lead.arrive_from is None or lead.arrive_until is None:
        return None
    told = Entry.objects.filter(case_id=case_id, event=DELAY_TOLD, entered_at__gte=lead.since)
    minutes = sum(int(facts.get("minutes", 0)) for facts in told.values_list("facts", flat=True))
    later = timedelta(minutes=minutes)
    return Expected(lead.arrive_from + later, lead.arrive_until + later)
