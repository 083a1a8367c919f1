"""Who can be heard for the owner of a building: the owner, or who speaks for a company."""

import uuid
from datetime import datetime

from kaketsuke.onsite.services import HeardOwner
from kaketsuke.overview import owner_voices


def choices(case_id: uuid.UUID, *, at: datetime) -> list[tuple[str, str]]:
    """Return each voice as a choice, with the name that the operator asks for."""
    return [
        (f"{voice.owner_id}:{voice.person_id or ''}", voice.name)
        for voice in owner_voices.of_case(case_id, at=at)
    ]


def read(chosen: str) -> HeardOwner | None:
    """Return what was chosen; nothing where it is no choice of ours."""
    owner, _colon, person = chosen.partition(":")
    try:
        return HeardOwner(uuid.UUID(owner), uuid.UUID(person) if person else None)
    except ValueError:
        return None
