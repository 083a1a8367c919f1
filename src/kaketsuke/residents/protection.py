"""Whether somebody behind a door is protected: known to a room above, asked through a setting."""

from datetime import datetime
from typing import Final, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from kaketsuke.accounts import context

# The job above by which supervisors, and nobody else, hear who came to a protected home.
NEW_THERE: Final = "intake.new_at_protected"


class _Asked(Protocol):
    def __call__(self, dwelling_id: UUID, *, at: datetime) -> bool: ...


def stands_at(dwelling_id: UUID, *, at: datetime) -> bool:
    """Return whether a protective flag stands on a home or on who is registered there (X-8)."""
    asked = cast(_Asked, import_string(settings.PROTECTED_AT))
    with context.as_system():
        return asked(dwelling_id, at=at)
