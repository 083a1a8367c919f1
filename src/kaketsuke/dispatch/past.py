"""What the past says: how firms answered, what they did, where calls come from. One query each."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum

from kaketsuke.cases.models import Case
from kaketsuke.dispatch.models import Assignment, Offer
from kaketsuke.engine.habits import Counts

# Older answers say little of how a firm answers today.
HABITS_SINCE = timedelta(days=90)
SHARES_SINCE = timedelta(days=30)
DEMAND_SINCE = timedelta(days=90)
DEMAND_PLACES = 24


def answers_by_firm(company_id: UUID, *, now: datetime) -> dict[UUID, Counts]:
    """Return what became of each firm's offers; those taken back tell nothing of the firm."""
    rows = (
        Offer.objects.filter(company_id=company_id, sent_at__gte=now - HABITS_SINCE)
        .filter(sent_at__lte=now)
        .values("technician__firm_id")
        .annotate(
            accepted=Count("pk", filter=Q(answer="accepted")),
            passed=Count("pk", filter=Q(answer="passed")),
            silent=Count("pk", filter=Q(answer="expired")),
            took=Sum(
                ExpressionWrapper(F("answered_at") - F("sent_at"), output_field=DurationField()),
                filter=Q(answer__in=["accepted", "passed"]),
            ),
        )
    )
    return {
        row["technician__firm_id"]: Counts(
            accepted=row["accepted"],
            passed=row["passed"],
            silent=row["silent"],
            answer_seconds=row["took"].total_seconds() if row["took"] else 0.0,
        )
        for row in rows
    }


def assignments_by_firm(company_id: UUID, *, now: datetime) -> dict[UUID, int]:
    """Return how many cases each firm's technicians took on of late; who helps takes on none."""
    rows = (
        Assignment.objects.filter(company_id=company_id, role="lead", since__gte=now - SHARES_SINCE)
        .values("technician__firm_id")
        .annotate(taken=Count("pk"))
    )
    return defaultdict(int, {row["technician__firm_id"]: row["taken"] for row in rows})


def demand(company_id: UUID, *, now: datetime) -> tuple[tuple[tuple[float, float], float], ...]:
    """Return where calls come from, the most frequent places first, each with its weight."""
    place = ("dwelling__building__latitude", "dwelling__building__longitude")
    rows = (
        Case.objects.filter(company_id=company_id, opened_at__gte=now - DEMAND_SINCE)
        .values_list(*place)
        .annotate(calls=Count("pk"))
        .order_by("-calls", *place)[:DEMAND_PLACES]
    )
    return tuple(((latitude, longitude), float(calls)) for latitude, longitude, calls in rows)
