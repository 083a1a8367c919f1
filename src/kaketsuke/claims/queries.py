"""What is read of complaints and claims: the desks' lists, and one matter's steps, opened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Least, TruncDate
from django.utils import timezone

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.claims import record, timings
from kaketsuke.claims.complaint_lifecycle import ENDS, State
from kaketsuke.claims.models import Claim, ClaimEntry, Complaint, Decision, Entry
from kaketsuke.database.paging import Page, page_of
from kaketsuke.people import keys, normalise, sealing

DESK = ("operator", "supervisor", "claims", "office")
UNDECIDED = ("reported", "examining", "awaits_second", "decided")
CLAIM_DESK = ("supervisor", "claims", "office")
# So long before it is due a payment, ours or the firm's, is called near.
PAYMENT_NEAR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step with the words that were typed, opened."""

    seq: int
    event: str
    state: str
    event_at: datetime
    actor_role: str
    actor_id: UUID | None
    facts: dict[str, Any]
    words: str


def complaints_visible_to(viewer: Viewer) -> QuerySet[Complaint]:
    """Return the complaints that the viewer may see: of the own companies, at a desk."""
    if not viewer.has(*DESK):
        return Complaint.objects.none()
    return Complaint.objects.filter(company_id__in=viewer.company_ids)


def open_complaints(viewer: Viewer) -> QuerySet[Complaint]:
    """Return what is not ended, the first due first."""
    found = complaints_visible_to(viewer).exclude(state__in=ENDS)
    return found.select_related("case__dwelling__building", "request__dwelling__building").order_by(
        "due_at", "number"
    )


def complaints_page(viewer: Viewer, *, page: int) -> Page[Complaint]:
    """Return a page of what is not ended, the first due first. Two queries."""
    return page_of(open_complaints(viewer), page)


def waiting_complaints(viewer: Viewer) -> int:
    """Return how many complaints wait for a person of the company."""
    if not viewer.has(*DESK):
        return 0
    return complaints_visible_to(viewer).filter(state__in=["received", "in_hand"]).count()


def complaints_near_deadline(viewer: Viewer, *, at: datetime) -> int:
    """Return how many complaints wait for the company with their deadline near or past."""
    if not viewer.has(*DESK):
        return 0
    waiting = complaints_visible_to(viewer).filter(state__in=["received", "in_hand"])
    return waiting.filter(alarm_at__lte=at).count()


def steps_of(subject: record.Subject) -> list[StepLine]:
    """Return the steps of a complaint or claim, oldest first, with their words opened."""
    kind = record.kind_of(subject)
    key = keys.open_keys(kind, [subject.pk]).get(subject.pk)
    return [
        StepLine(
            seq=entry.seq,
            event=entry.event,
            state=entry.state,
            event_at=entry.event_at,
            actor_role=entry.actor_role,
            actor_id=entry.actor_id,
            facts=entry.facts,
            words=_words(entry, key=key),
        )
        for entry in record.entries_of(subject)
    ]


def closes_by_itself(complaint: Complaint) -> datetime | None:
    """Return when an answered complaint ends if nobody comes back."""
    if complaint.state != State.ANSWERED or complaint.answered_at is None:
        return None
    return timings.after_days("complaint_patience_days", now=complaint.answered_at)


def deciders_of(complaint: Complaint) -> set[UUID]:
    """Return who took or decided the refused request: somebody else answers for it."""
    request = complaint.request
    found = () if request is None else (request.operator_id, request.decided_by_id)
    return {each for each in found if each is not None}


def reply_number(complaint: Complaint) -> str:
    """Return the number that was given for the answer, as people write it; empty without one."""
    key = keys.open_keys("complaint", [complaint.pk]).get(complaint.pk)
    if complaint.reply_to_sealed is None or key is None:
        return ""
    number = sealing.open_sealed(
        key, complaint.reply_to_sealed, context=record.reply_place(complaint.pk)
    )
    return normalise.phone_display(number)


def _words(entry: Entry | ClaimEntry, *, key: bytes | None) -> str:
    if key is None or entry.words_sealed is None:
        return ""
    return sealing.open_sealed(key, entry.words_sealed, context=record.words_place(entry.pk))


def claims_visible_to(viewer: Viewer) -> QuerySet[Claim]:
    """Return the damage claims that the viewer may see: of the own companies, at their desk."""
    if not viewer.has(*CLAIM_DESK):
        return Claim.objects.none()
    return Claim.objects.filter(company_id__in=viewer.company_ids)


def open_claims(viewer: Viewer) -> QuerySet[Claim]:
    """Return the claims that are not ended, the first due first.

    With what the firm still owes, and whether the newest decision waits for the lawyers.
    """
    owed = Case(
        When(recourse__kind="demanded", then=F("recourse__amount_yen")),
        default=-F("recourse__amount_yen"),
        output_field=IntegerField(),
    )
    return (
        claims_visible_to(viewer)
        .filter(ended_at__isnull=True)
        .select_related("case__dwelling__building")
        .annotate(recourse_yen=Sum(owed), legal_review_open=_awaits_lawyers())
        .order_by("due_at", "number")
    )


def claims_page(viewer: Viewer, *, page: int) -> Page[Claim]:
    """Return a page of the claims that are not ended, the nearest of their days first."""
    to_decide = Case(
        When(state__in=UNDECIDED, then=TruncDate("due_at")), output_field=DateField(), default=None
    )
    # The least of those that there are: a day that is not set counts for nothing.
    nearest = Least(
        to_decide,
        "payment_due_on",
        "recourse_due_on",
        "limit_from_knowledge_on",
        "limit_from_event_on",
    )
    return page_of(open_claims(viewer).order_by(nearest, "number"), page)


def _awaits_lawyers() -> Subquery:
    newest = Decision.objects.filter(claim=OuterRef("pk")).order_by("-version")
    waits = ExpressionWrapper(
        Q(needs_legal_review=True, legal_reviewed_at__isnull=True), output_field=BooleanField()
    )
    return Subquery(newest.annotate(waits=waits).values("waits")[:1])


def waiting_claims(viewer: Viewer) -> int:
    """Return how many claims wait for a step of the company's people."""
    return claims_visible_to(viewer).filter(state__in=UNDECIDED).count()


def claims_near_deadline(viewer: Viewer, *, at: datetime) -> int:
    """Return how many claims are to be decided, paid or had back with the day near or past."""
    if not viewer.has(*CLAIM_DESK):
        return 0
    undecided = Q(state__in=UNDECIDED, alarm_at__lte=at)
    soon = timezone.localdate(at + PAYMENT_NEAR)
    unpaid = Q(state="told", payment_due_on__lte=soon)
    owed = Q(ended_at__isnull=True, recourse_due_on__lte=soon)
    return claims_visible_to(viewer).filter(undecided | unpaid | owed).count()


def reason_of(decision: Decision) -> str:
    """Return why it was decided so, opened; empty where the key is gone."""
    key = keys.open_keys("claim", [decision.claim_id]).get(decision.claim_id)
    if key is None:
        return ""
    return sealing.open_sealed(
        key, decision.reason_sealed, context=record.reason_place(decision.pk)
    )
