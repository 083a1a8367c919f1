"""Which calls to whoever should be at the door count as tried? (A1.2.1)

A call is on record with its moment: the technician asked the centre for a connection, or said by
a press of its own that nobody answered. The answer to a connection is no second call.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kaketsuke.cases import timings
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Entry

ASKED, NOT_ANSWERED = "ConnectionAsked", "CallNotAnswered"


def tried(case_id: UUID, *, technician: UUID, until: datetime) -> list[datetime]:
    """Return the moments of the calls that count since the technician's arrival, in order."""
    own = Entry.objects.filter(case_id=case_id, actor_id=technician, event_at__lte=until)
    arrival = own.filter(event=Event.ARRIVED).order_by("-seq").first()
    if arrival is None:
        return []
    calls = own.filter(event__in=(ASKED, NOT_ANSWERED), event_at__gte=arrival.event_at)
    return counted(calls.order_by("event_at", "seq").values_list("event", "event_at"))


def counted(calls: Iterable[tuple[str, datetime]]) -> list[datetime]:
    """Return which calls, in order of time, count: apart far enough, and no answer twice."""
    found: list[datetime] = []
    before = ""
    for event, at in calls:
        is_answer = event == NOT_ANSWERED and before == ASKED
        before = event
        if not is_answer and (not found or at - found[-1] >= timings.CALLS_APART):
            found.append(at)
    return found
