"""From resident to registrant: presented, consented, registered; or declined (2.1, 2.3)."""

from kaketsuke.residents.models.consents import CHANNELS, Consent, Presentation, VersionNotice
from kaketsuke.residents.models.invitations import Attempt, Invitation, OneTimeCode, RosterUpload
from kaketsuke.residents.models.registrations import (
    Decline,
    EndingNotice,
    Guardianship,
    Registration,
)

__all__ = [
    "CHANNELS",
    "Attempt",
    "Consent",
    "Decline",
    "EndingNotice",
    "Guardianship",
    "Invitation",
    "OneTimeCode",
    "Presentation",
    "Registration",
    "RosterUpload",
    "VersionNotice",
]
