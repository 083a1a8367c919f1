"""A code opens the way in for its dwelling. Guessing is counted; every failure looks the same."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaketsuke.residents import codes, limits
from kaketsuke.residents.models import Invitation


@dataclass(frozen=True, slots=True)
class WayIn:
    """What a code opens: the registration for one dwelling."""

    invitation_id: uuid.UUID
    dwelling_id: uuid.UUID


@transaction.atomic
def open_way(typed: str, *, source: str, now: datetime) -> WayIn | None:
    """Return what a typed code opens; nothing where it is unknown, used or too old.

    The three are not told apart. Raises TooManyAttempts after too many failures from one source.
    """
    if not limits.room_for("letter.source", source, now=now):
        raise limits.TooManyAttempts(limits.LATER)
    found = Invitation.objects.filter(
        code_hash=codes.of_letter(typed), expires_at__gt=now, used_at=None
    ).first()
    if found is None:
        limits.count("letter.source", source, now=now)
        return None
    return WayIn(found.pk, found.dwelling_id)
