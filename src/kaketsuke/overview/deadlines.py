"""Everything of the viewer's desks that is due on a day, the most urgent first: read at nine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.intake import flag_queries
from kaketsuke.money import books
from kaketsuke.overview import claims, complaints
from kaketsuke.privacy import alarms, periods
from kaketsuke.privacy import queries as privacy_queries

# What lies farther ahead is on the page of its desk, and not yet of today.
AHEAD: Final = timedelta(days=14)
READ_WITHIN: Final = timedelta(days=1)
COMPLAINT_DESK: Final = ("claims", "supervisor")
BOOKS: Final = ("claims", "office")
PROTECTIVE: Final = "protective"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing with its day. `kind` says what is due; `id` leads to its page where it has one."""

    kind: str
    number: str
    due: date | datetime
    near: bool = False
    id: UUID | None = None
    words: str = ""

    @property
    def on(self) -> date:
        """Return the day, in Japan."""
        return timezone.localdate(self.due) if isinstance(self.due, datetime) else self.due


def deadlines(viewer: Viewer, *, now: datetime) -> list[Due]:
    """Return what is late, near, or due within two weeks. A fixed number of queries a role."""
    last = timezone.localdate(now) + AHEAD
    found = [each for each in _all(viewer, now=now) if each.near or each.on <= last]
    return sorted(found, key=lambda each: (each.on, each.kind, each.number))


def _all(viewer: Viewer, *, now: datetime) -> Iterator[Due]:
    if viewer.has(*COMPLAINT_DESK):
        yield from _complaints(viewer, now=now)
        yield from _claims(viewer, now=now)
    if viewer.has(*BOOKS):
        yield from _refunds(viewer)
    if viewer.has("supervisor"):
        for flag_id, ground, review_on in flag_queries.reviews(viewer, at=now):
            yield Due("flag", ground if ground != PROTECTIVE else "", review_on, id=flag_id)
    if viewer.has("privacy"):
        yield from _requests(viewer, now=now)
        yield from _incidents(viewer, now=now)
        yield from _processors(viewer, now=now)
        yield from _holds(viewer, now=now)
    if viewer.has("privacy", "supervisor"):
        yield from _looks(viewer)


def _complaints(viewer: Viewer, *, now: datetime) -> Iterator[Due]:
    for row in complaints.complaint_rows(viewer, now=now):
        if row.waits:
            yield Due("complaint", f"C-{row.number}", row.due_at, row.alarm, row.id, row.place)


def _claims(viewer: Viewer, *, now: datetime) -> Iterator[Due]:
    for row in claims.claim_rows(viewer, now=now):
        for each in row.deadlines:
            yield Due(each.kind, f"D-{row.number}", each.on, each.near, row.id, row.place)


def _refunds(viewer: Viewer) -> Iterator[Due]:
    for each in books.refunds(viewer):
        if each.refunded_at is None:
            yield Due("refund", f"K-{each.case_number}", each.due_on, words=each.firm_name)


def _requests(viewer: Viewer, *, now: datetime) -> Iterator[Due]:
    today = timezone.localdate(now)
    for row in privacy_queries.desk_rows(viewer, ended=False).rows:
        near = row.alarm_on <= today
        yield Due(f"request_{row.kind}", f"P-{row.number}", row.due_on, near, row.id)


def _incidents(viewer: Viewer, *, now: datetime) -> Iterator[Due]:
    today = timezone.localdate(now)
    for each in privacy_queries.incidents(viewer).rows:
        number = f"I-{each.number}"
        if each.preliminary_at is None:
            due = each.preliminary_due_on
            yield Due("preliminary", number, due, near=True, id=each.pk)
        if each.final_at is None:
            near = each.final_due_on - alarms.FINAL_REPORT_NEAR <= today
            yield Due("final", number, each.final_due_on, near, each.pk)


def _processors(viewer: Viewer, *, now: datetime) -> Iterator[Due]:
    soon = timezone.localdate(now) + timedelta(days=periods.figure("processor", "alarm_days"))
    for row in privacy_queries.processor_rows(viewer, at=now):
        if not row.live:
            continue
        if row.until is not None:
            ends = timezone.localdate(row.until)
            yield Due("contract", "", ends, ends <= soon, words=row.name)
        if row.review_on is not None:
            yield Due("review", "", row.review_on, row.review_on <= soon, words=row.name)


def _holds(viewer: Viewer, *, now: datetime) -> Iterator[Due]:
    today = timezone.localdate(now)
    for row in privacy_queries.holds(viewer, at=now).rows:
        yield Due("hold", "", row.review_on, row.review_on <= today, row.id)


def _looks(viewer: Viewer) -> Iterator[Due]:
    for look in privacy_queries.looks(viewer).rows:
        if look.in_order is None and look.viewer_id != viewer.user_id:
            yield Due("look", "", look.at + READ_WITHIN, near=True)
    for alert in privacy_queries.alerts(viewer).rows:
        if alert.viewer_id != viewer.user_id:
            yield Due("unusual", "", alert.raised_at + READ_WITHIN, near=True, id=alert.pk)
