"""Names that may stand on a document, as slow digests: a phone without a signal compares by them.

The phone types the name through the same folding and the same digest and learns one word, same or
other. The digests are salted anew for every phone, lie sealed there, and go with the case.
"""

import hashlib
import secrets
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kaketsuke.accounts import context
from kaketsuke.cases import attendance
from kaketsuke.cases.models import Case
from kaketsuke.overview import field
from kaketsuke.people import queries as people_queries
from kaketsuke.rules import site

ROUNDS: Final = 20_000
ROLES: Final = (
    site.AttendeeRole.REGISTRANT,
    site.AttendeeRole.OWNER,
    site.AttendeeRole.OWNER_AGENT,
)


def of_case(case_id: UUID, *, at: datetime) -> dict[str, Any]:
    """Return salt, rounds (PBKDF2-SHA-256) and the digests of each role's names, in hex."""
    salt = secrets.token_bytes(16)
    with context.as_system():
        case = Case.objects.select_related("request", "dwelling").get(pk=case_id)
        entitled = {role: attendance.entitled(case, role=role, at=at) for role in ROLES}
        names = people_queries.names_of([each for ids in entitled.values() for each in ids])
    digests = {
        role.value: sorted(
            {
                _digest(written, salt)
                for person in people
                if person in names
                for written in field.as_written(names[person])
            }
        )
        for role, people in entitled.items()
    }
    return {"salt": salt.hex(), "rounds": ROUNDS, "of": digests}


def _digest(folded: str, salt: bytes) -> str:
    return hashlib.pbkdf2_hmac("sha256", folded.encode(), salt, ROUNDS).hex()
