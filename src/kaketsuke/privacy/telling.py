"""Which deadlines are near or past, one line each: what the people of a role are told.

A line carries a number and a place to look, and nothing of the person it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Least
from django.utils import timezone

from kaketsuke.audit import buckets
from kaketsuke.audit.models import Checkpoint, Head
from kaketsuke.claims.models import Claim, Complaint
from kaketsuke.intake import record
from kaketsuke.privacy import lifecycle, periods
from kaketsuke.privacy.alarms import FINAL_REPORT_NEAR, PROCESSORS
from kaketsuke.privacy.models import Alert, BreakGlass, DataRequest, Hold, Incident

NIGHT_AND_A_HALF: Final = timedelta(hours=36)
COPIED_WITHIN: Final = timedelta(hours=6)
UNDECIDED: Final = ("reported", "examining", "awaits_second", "decided")
PAYMENT_NEAR: Final = timedelta(days=7)
LIMITATION_NEAR: Final = timedelta(days=180)  # as long before as a suit takes to prepare
REVIEW_NEAR: Final = timedelta(days=7)
NEAR, PAST = "near", "past"
# Who answers for what, and where they look.
ROLES: Final[dict[str, tuple[str, ...]]] = {
    "request": ("privacy",),
    "processor": ("privacy",),
    "incident": ("privacy",),
    "looks": ("privacy",),
    "complaint": ("claims", "supervisor"),
    "claim": ("claims", "supervisor"),
    "payment": ("claims",),
    "recourse": ("claims",),
    "limitation": ("claims",),
    "hold": ("privacy",),
    "look": ("privacy", "supervisor"),
    "flag": ("supervisor",),
    "record": ("auditor",),
}


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline at one stage."""

    company_id: UUID
    kind: str
    subject_id: UUID
    stage: str
    number: str = ""


def due(company_ids: frozenset[UUID], *, at: datetime) -> Iterator[Due]:
    """Yield every deadline of these companies that is near or past. A fixed number of queries."""
    yield from _requests(company_ids, at=at)
    yield from _processors(company_ids, at=at)
    yield from _incidents(company_ids, at=at)
    for alert in Alert.objects.filter(company_id__in=company_ids, seen_at__isnull=True):
        if alert.company_id is not None:
            yield Due(alert.company_id, "looks", alert.pk, PAST)
    yield from _claims(company_ids, at=at)
    yield from _days_of_claims(company_ids, at=at)
    yield from _reviews(company_ids, at=at)
    for stage in _of_the_record(at):
        yield from (Due(company_id, "record", company_id, stage) for company_id in company_ids)


def _requests(company_ids: frozenset[UUID], *, at: datetime) -> Iterator[Due]:
    today = timezone.localdate(at)
    for each in DataRequest.objects.filter(
        company_id__in=company_ids, state__in=lifecycle.OPEN, alarm_on__lte=today
    ):
        stage = PAST if today > each.due_on else NEAR
        yield Due(each.company_id, "request", each.pk, stage, f"P-{each.number}")


def _processors(company_ids: frozenset[UUID], *, at: datetime) -> Iterator[Due]:
    soon = at + timedelta(days=periods.figure("processor", "alarm_days"))
    live = Q(valid__endswith__gt=at) | Q(valid__upper_inf=True)
    for model in PROCESSORS:
        ending = Q(valid__endswith__lte=soon) | Q(review_on__lte=timezone.localdate(soon))
        for each in model.objects.filter(live, ending, company_id__in=company_ids):
            # A renewed contract has another day, which is told again.
            day = timezone.localdate(each.valid.upper) if each.valid.upper else each.review_on
            yield Due(each.company_id, "processor", each.pk, f"{NEAR}:{day}")


def _incidents(company_ids: frozenset[UUID], *, at: datetime) -> Iterator[Due]:
    today = timezone.localdate(at)
    for each in Incident.objects.filter(company_id__in=company_ids, final_at__isnull=True):
        is_new = each.preliminary_at is None
        stages = (
            ("opened", is_new),
            ("preliminary_target", is_new and today >= each.preliminary_target_on),
            ("preliminary_past", is_new and today > each.preliminary_due_on),
            ("final_near", today >= each.final_due_on - FINAL_REPORT_NEAR),
            ("final_past", today > each.final_due_on),
        )
        reached = [name for name, is_reached in stages if is_reached]
        if reached:
            yield Due(each.company_id, "incident", each.pk, reached[-1], f"I-{each.number}")


def _claims(company_ids: frozenset[UUID], *, at: datetime) -> Iterator[Due]:
    open_rows = Q(company_id__in=company_ids, alarm_at__lte=at)
    for complaint in Complaint.objects.filter(open_rows, state__in=("received", "in_hand")):
        stage = PAST if complaint.due_at < at else NEAR
        yield Due(complaint.company_id, "complaint", complaint.pk, stage, f"C-{complaint.number}")
    for claim in Claim.objects.filter(open_rows, state__in=UNDECIDED):
        stage = PAST if claim.due_at < at else NEAR
        yield Due(claim.company_id, "claim", claim.pk, stage, f"D-{claim.number}")


def _days_of_claims(company_ids: frozenset[UUID], *, at: datetime) -> Iterator[Due]:
    """Until when a claim is paid and had back from the firm, and when the law lets it end."""
    today = timezone.localdate(at)
    live = Claim.objects.filter(company_id__in=company_ids, ended_at__isnull=True)
    soon = today + PAYMENT_NEAR
    for claim in live.filter(state="told", payment_due_on__lte=soon):
        stage = PAST if claim.payment_due_on and claim.payment_due_on < today else NEAR
        yield Due(claim.company_id, "payment", claim.pk, stage, f"D-{claim.number}")
    for claim in live.filter(recourse_due_on__lte=soon):
        # Of a second demand the day is another one, and is told again.
        day = claim.recourse_due_on
        stage = PAST if day and day < today else NEAR
        yield Due(claim.company_id, "recourse", claim.pk, f"{day}:{stage}", f"D-{claim.number}")
    first = Least("limit_from_knowledge_on", "limit_from_event_on")
    for claim in live.annotate(ends_on=first).filter(ends_on__lte=today + LIMITATION_NEAR):
        stage = PAST if claim.ends_on < today else NEAR
        yield Due(claim.company_id, "limitation", claim.pk, stage, f"D-{claim.number}")


def _reviews(company_ids: frozenset[UUID], *, at: datetime) -> Iterator[Due]:
    """What somebody must look at again: holds, looks without a case, records of conduct."""
    today = timezone.localdate(at)
    soon = today + REVIEW_NEAR
    for hold in Hold.objects.filter(
        company_id__in=company_ids, valid__contains=at, review_on__lte=soon
    ):
        stage = PAST if hold.review_on < today else NEAR
        yield Due(hold.company_id, "hold", hold.pk, f"{hold.review_on}:{stage}")
    unread = BreakGlass.objects.filter(company_id__in=company_ids, reviewed_at__isnull=True)
    for look in unread.filter(at__lt=at - timedelta(days=1)):
        yield Due(look.company_id, "look", look.pk, PAST)
    for flag in record.live_flags(at).filter(company_id__in=company_ids, review_on__lte=soon):
        stage = PAST if flag.review_on < today else NEAR
        yield Due(flag.company_id, "flag", flag.pk, f"{flag.review_on}:{stage}")


def _of_the_record(at: datetime) -> Iterator[str]:
    """Stages of what is missing: told again each day, since a gap grows."""
    today = timezone.localdate(at)
    newest = Checkpoint.objects.order_by("-number").first()
    is_late = Head.objects.exists() if newest is None else newest.made_at < at - NIGHT_AND_A_HALF
    if is_late:
        yield f"missing:{today}"
    waiting = buckets.not_there_yet().filter(made_at__lt=at - COPIED_WITHIN)
    if buckets.configured() is not None and waiting.exists():
        yield f"not_copied:{today}"
