"""What the privacy desk must not miss: each deadline that is near or past, as a count."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.network.models import Edge
from kaketsuke.privacy import lifecycle, periods
from kaketsuke.privacy.models import (
    Alert,
    BreakGlass,
    DataRequest,
    Hold,
    Incident,
    Processor,
)

# A final report takes days to write: so long before its deadline it is told.
FINAL_REPORT_NEAR: Final = timedelta(days=7)
# Both are handed persons' data under a contract: providers, and the firms of the chain.
PROCESSORS: Final[tuple[type[Processor | Edge], ...]] = (Processor, Edge)


@dataclass(frozen=True, slots=True)
class Alarms:
    """How many requests, contracts of processors, incidents and looks need somebody now."""

    requests: int = 0
    processors: int = 0
    incidents: int = 0
    holds: int = 0
    looks: int = 0

    @property
    def all(self) -> int:
        """Return the sum: what stands beside the desk's name."""
        return self.requests + self.processors + self.incidents + self.holds + self.looks


def alarms(viewer: Viewer, *, at: datetime) -> Alarms:
    """Return what is due at the viewer's privacy desk; to a supervisor the looks to be read.

    A request counts from its tenth day (4.10), a contract thirty days before it or its review is
    due (4.8), an incident until its preliminary report, and again before the final one is due, a
    legal hold from its day of review, a look outside any case until somebody else has read its
    reason. Seven queries.
    """
    if not viewer.has("privacy"):
        return Alarms(looks=_looks(viewer))
    today, companies = timezone.localdate(at), viewer.company_ids
    requests = DataRequest.objects.filter(
        company_id__in=companies, state__in=lifecycle.OPEN, alarm_on__lte=today
    )
    soon = at + timedelta(days=periods.figure("processor", "alarm_days"))
    due = Q(valid__endswith__lte=soon) | Q(review_on__lte=timezone.localdate(soon))
    live = Q(valid__endswith__gt=at) | Q(valid__upper_inf=True)
    bound = (model.objects.filter(live, due, company_id__in=companies) for model in PROCESSORS)
    near = timezone.localdate(at + FINAL_REPORT_NEAR)
    incidents = Incident.objects.filter(company_id__in=companies, final_at__isnull=True).filter(
        Q(preliminary_at__isnull=True) | Q(final_due_on__lte=near)
    )
    holds = Hold.objects.filter(company_id__in=companies, valid__contains=at, review_on__lte=today)
    return Alarms(
        requests=requests.count(),
        processors=sum(rows.count() for rows in bound),
        incidents=incidents.count(),
        holds=holds.count(),
        looks=_looks(viewer),
    )


def _looks(viewer: Viewer) -> int:
    if not viewer.has("privacy", "supervisor"):
        return 0
    unread = BreakGlass.objects.filter(company_id__in=viewer.company_ids, reviewed_at__isnull=True)
    unseen = Alert.objects.filter(company_id__in=viewer.company_ids, seen_at__isnull=True)
    # One's own are for somebody else to read.
    return sum(each.exclude(viewer_id__in=[viewer.user_id]).count() for each in (unread, unseen))
