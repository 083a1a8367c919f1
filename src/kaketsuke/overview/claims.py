"""The list of the claims desk: every claim with every deadline and its next step."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.claims import queries as claim_queries
from kaketsuke.claims import timings
from kaketsuke.claims.models import Claim
from kaketsuke.database.paging import Page


class Next(StrEnum):
    """What has to happen next, so that no claim lies without a step."""

    TAKE = "take"
    DECIDE = "decide"
    SECOND = "second"
    LEGAL = "legal"
    TELL = "tell"
    PAY = "pay"
    RECOURSE = "recourse"
    CLOSE = "close"
    NOTHING = ""


NEXT_OF = {
    "reported": Next.TAKE,
    "examining": Next.DECIDE,
    "awaits_second": Next.SECOND,
    "decided": Next.TELL,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something has to happen; `kind` is the word of what."""

    kind: str
    on: date
    near: bool
    over: bool


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim on the desk, the nearest deadline first."""

    id: uuid.UUID
    number: int
    case_number: int
    place: str
    harm: str
    state: str
    owner: str
    deadlines: tuple[Deadline, ...]
    recourse_yen: int
    next: Next

    @property
    def late(self) -> bool:
        """Return whether a deadline has passed."""
        return any(each.over for each in self.deadlines)


def claim_rows(viewer: Viewer, *, now: datetime) -> list[ClaimRow]:
    """Return every claim that is not ended. A constant number of queries."""
    rows = _rows(list(claim_queries.open_claims(viewer)), now=now)
    far = date.max
    return sorted(rows, key=lambda row: min((each.on for each in row.deadlines), default=far))


def claims_page(viewer: Viewer, *, page: int, now: datetime) -> Page[ClaimRow]:
    """Return a page of the same, in the same order. A constant number of queries."""
    found = claim_queries.claims_page(viewer, page=page)
    return found.showing(_rows(found.rows, now=now))


def _rows(found: list[Claim], *, now: datetime) -> list[ClaimRow]:
    labels = account_queries.labels_of({each.owner_id for each in found if each.owner_id})
    return [
        row_of(
            each,
            labels,
            recourse_yen=each.recourse_yen or 0,  # type: ignore[attr-defined]  # annotated
            legal_review_open=bool(each.legal_review_open),  # type: ignore[attr-defined]  # annotated
            now=now,
        )
        for each in found
    ]


def row_of(
    claim: Claim,
    labels: dict[uuid.UUID, str],
    *,
    recourse_yen: int,
    legal_review_open: bool,
    now: datetime,
) -> ClaimRow:
    """Return a claim as the list and the head of its page show it."""
    dwelling = claim.case.dwelling
    return ClaimRow(
        id=claim.pk,
        number=claim.number,
        case_number=claim.case.number,
        place=f"{dwelling.building.name} {dwelling.room}",
        harm=claim.harm,
        state=claim.state,
        owner=labels.get(claim.owner_id, "") if claim.owner_id else "",
        deadlines=_deadlines(claim, now=now),
        recourse_yen=recourse_yen,
        next=_next(claim, recourse_yen=recourse_yen, legal_review_open=legal_review_open),
    )


def _next(claim: Claim, *, recourse_yen: int, legal_review_open: bool) -> Next:
    if claim.ended_at is not None:
        return Next.NOTHING
    if claim.state == "decided" and legal_review_open:
        return Next.LEGAL
    if claim.state == "told" and claim.payment_due_on is not None:
        return Next.PAY
    if claim.state in ("told", "paid"):
        return Next.RECOURSE if recourse_yen else Next.CLOSE
    return NEXT_OF[claim.state]


def _deadlines(claim: Claim, *, now: datetime) -> tuple[Deadline, ...]:
    if claim.ended_at is not None:
        return ()
    today = timezone.localdate(now)
    found = []
    if claim.state in claim_queries.UNDECIDED:
        due = timezone.localdate(claim.due_at)
        found.append(Deadline("decision", due, claim.alarm_at <= now, due < today))
    for kind, on in (("payment", claim.payment_due_on), ("recourse", claim.recourse_due_on)):
        if on is not None:
            soon = on - claim_queries.PAYMENT_NEAR
            found.append(Deadline(kind, on, soon <= today, on < today))
    limit = min(claim.limit_from_knowledge_on, claim.limit_from_event_on)
    alarm = limit - timedelta(days=timings.days("limitation_alarm_days", now=now))
    found.append(Deadline("limitation", limit, alarm <= today, limit < today))
    return tuple(found)
