"""Somebody behind the door is protected since the case began: a supervisor looks first (X-8).

What it is about stands in the supervisors' records; the case itself only says that one must look.
"""

from datetime import datetime
from typing import Final

from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.cases.models import Case, Entry
from kaketsuke.intake import record

# Why a human is rung: it names no reason, since operators and technicians read it.
LOOKS: Final = "supervisor_looks"


def awaits_a_look(case: Case, *, at: datetime) -> bool:
    """Return whether a flag was set since the case was opened, and no supervisor looked since."""
    since = record.newest_protection(case.dwelling_id, at=at)
    if since is None or since <= case.opened_at:
        return False
    looked = Entry.objects.filter(
        case=case,
        event="RingAnswered",
        facts__why=LOOKS,
        actor_role=ActorRole.SUPERVISOR,
        entered_at__gte=since,
    )
    return not looked.exists()
