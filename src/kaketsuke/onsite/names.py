"""How often a name at the door may differ from the record before it counts as another (A1.2.2).

Every name that differs is a line in the timeline: going back, or beginning the check anew, gives no
further try. Another attendant, or another technician, begins at nothing.
"""

from typing import Final
from uuid import UUID

from kaketsuke.cases.models import Case, Entry

TRIES: Final = 3
DIFFERED: Final = "NameDiffered"


def tried(case: Case, *, technician: UUID) -> int:
    """Return how many names differed for this technician since the case came to stand here."""
    own = Entry.objects.filter(case=case, event=DIFFERED, actor_id=technician)
    found = own.filter(event_at__gte=case.state_since).values_list("facts", flat=True)
    return sum(int(facts.get("times", 1)) for facts in found)


def left(case: Case, *, technician: UUID) -> int:
    """Return how many names may still be tried."""
    return max(0, TRIES - tried(case, technician=technician))
