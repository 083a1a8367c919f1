"""Deadlines that must reach somebody, as red counts beside the desks that answer for them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.claims import queries as claim_queries
from kaketsuke.intake import flag_queries
from kaketsuke.money import books
from kaketsuke.privacy import alarms as privacy_alarms
from kaketsuke.privacy.alarms import Alarms as PrivacyAlarms


@dataclass(frozen=True, slots=True)
class Alarms:
    """How much is near or past its deadline at each desk of the viewer."""

    privacy: PrivacyAlarms
    complaints: int
    claims: int
    refunds: int
    protected: int


def alarms(viewer: Viewer, *, at: datetime) -> Alarms:
    """Return what needs the viewer now; a desk that is not theirs counts nothing."""
    return Alarms(
        privacy=privacy_alarms.alarms(viewer, at=at),
        complaints=claim_queries.complaints_near_deadline(viewer, at=at),
        claims=claim_queries.claims_near_deadline(viewer, at=at),
        protected=flag_queries.registered_at_protected(viewer, at=at),
        refunds=books.refunds_due(viewer, today=timezone.localdate(at)),
    )
