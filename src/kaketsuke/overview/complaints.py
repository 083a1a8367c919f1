"""The complaints of a desk and the page of one: who, about what, until when, what may be done."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kaketsuke import transitions
from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.models import Case
from kaketsuke.claims import complaint_lifecycle, doors
from kaketsuke.claims import queries as claim_queries
from kaketsuke.claims.complaint_lifecycle import Event
from kaketsuke.claims.doors import CannotOpen, Door
from kaketsuke.claims.models import Claim, Complaint, Letter
from kaketsuke.claims.queries import StepLine
from kaketsuke.database.paging import Page
from kaketsuke.intake.models import Request
from kaketsuke.money import queries as money_queries
from kaketsuke.overview import claimants

WAITS_FOR_US = ("received", "in_hand")


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One complaint on the desk's list."""

    id: uuid.UUID
    number: int
    about: str
    place: str
    state: str
    owner: str
    opened_at: datetime
    due_at: datetime
    alarm: bool
    late: bool

    @property
    def next(self) -> str:
        """Return what has to happen next: take, answer, wait, or nothing."""
        return {"received": "take", "in_hand": "answer", "answered": "wait"}.get(self.state, "")

    @property
    def waits(self) -> bool:
        """Return whether it waits for the company, so that its day counts."""
        return self.state in WAITS_FOR_US


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """One complaint with its steps; `allowed` is what this viewer may do now."""

    complaint: Complaint
    row: ComplaintRow
    name: str
    reply_to: str
    words: str
    steps: tuple[StepLine, ...]
    people: dict[uuid.UUID, str]
    closes_on: datetime | None
    has_receipt: bool
    decided_it: bool
    allowed: tuple[str, ...]
    case_number: int | None

    def may(self, event: Event) -> bool:
        """Return whether the table lets this viewer do it now."""
        return event in self.allowed


def complaint_rows(viewer: Viewer, *, now: datetime) -> list[ComplaintRow]:
    """Return every complaint that is not ended, the first due first. Two queries."""
    return _rows(list(claim_queries.open_complaints(viewer)), now=now)


def complaints_page(viewer: Viewer, *, page: int, now: datetime) -> Page[ComplaintRow]:
    """Return a page of the same. Three queries."""
    found = claim_queries.complaints_page(viewer, page=page)
    return found.showing(_rows(found.rows, now=now))


def _rows(found: list[Complaint], *, now: datetime) -> list[ComplaintRow]:
    labels = account_queries.labels_of({each.owner_id for each in found if each.owner_id})
    return [_row(each, labels, now=now) for each in found]


def complaint_page(
    viewer: Viewer, complaint_id: uuid.UUID, *, now: datetime
) -> ComplaintPage | None:
    """Return one complaint where the viewer may see it; whose data was looked at is recorded."""
    found = (
        claim_queries.complaints_visible_to(viewer)
        .select_related("case__dwelling__building", "request__dwelling__building")
        .filter(pk=complaint_id)
        .first()
    )
    if found is None:
        return None
    steps = tuple(claim_queries.steps_of(found))
    people = {found.owner_id, *(each.actor_id for each in steps)}
    labels = account_queries.labels_of({each for each in people if each is not None})
    return ComplaintPage(
        complaint=found,
        row=_row(found, labels, now=now),
        name=claimants.name_of(viewer, found, now=now),
        reply_to=claim_queries.reply_number(found),
        words=steps[0].words if steps else "",
        steps=steps,
        people=labels,
        closes_on=claim_queries.closes_by_itself(found),
        has_receipt=found.case_id is not None and money_queries.has_receipt(found.case_id),
        decided_it=viewer.user_id in claim_queries.deciders_of(found),
        allowed=transitions.allowed(complaint_lifecycle.TABLE, found.state, viewer.actor.role),
        case_number=found.case.number if found.case else None,
    )


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind a signed address: the day it is about, and the complaint where one stands.

    Nothing of the home or the person: whoever holds the address knows it.
    """

    door: Door
    at: datetime
    complaint: Complaint | None = None
    claim: Claim | None = None
    steps: tuple[StepLine, ...] = ()
    letters: tuple[Letter, ...] = ()
    evidence_count: int = 0

    @property
    def answers(self) -> tuple[StepLine, ...]:
        """Return what was answered."""
        return tuple(step for step in self.steps if step.event == Event.ANSWERED)


def behind(token: str) -> Behind | None:
    """Return what a signed address opens, read as the product itself; nothing where it is dead."""
    try:
        door = doors.open_door(token)
    except CannotOpen:
        return None
    if door.kind == "complaint":
        found = Complaint.objects.filter(pk=door.id).first()
        if found is None:
            return None
        return Behind(
            door, found.opened_at, complaint=found, steps=tuple(claim_queries.steps_of(found))
        )
    if door.kind == "claim":
        return _behind_claim(door)
    if door.kind in ("case", "damage"):
        at = Case.objects.filter(pk=door.id).values_list("opened_at", flat=True).first()
    else:
        declined = Request.objects.filter(pk=door.id, state="declined")
        at = declined.values_list("received_at", flat=True).first()
    return None if at is None else Behind(door, at)


def _behind_claim(door: Door) -> Behind | None:
    claim = Claim.objects.filter(pk=door.id).first()
    if claim is None:
        return None
    return Behind(
        door,
        claim.opened_at,
        claim=claim,
        steps=tuple(claim_queries.steps_of(claim)),
        letters=tuple(claim.letters.order_by("-made_at", "-pk")),
        evidence_count=claim.evidence.count(),
    )


def _row(found: Complaint, labels: dict[uuid.UUID, str], *, now: datetime) -> ComplaintRow:
    waits = found.state in WAITS_FOR_US
    return ComplaintRow(
        id=found.pk,
        number=found.number,
        about=found.about,
        place=_place(found),
        state=found.state,
        owner=labels.get(found.owner_id, "") if found.owner_id else "",
        opened_at=found.opened_at,
        due_at=found.due_at,
        alarm=waits and found.alarm_at <= now,
        late=waits and found.due_at <= now,
    )


def _place(found: Complaint) -> str:
    subject = found.case or found.request
    dwelling = subject.dwelling if subject else None
    return f"{dwelling.building.name} {dwelling.room}" if dwelling else ""
