"""What is read of the door: checks, clock, opening."""

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.cases import attendance
from kaketsuke.cases.lifecycle import State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.onsite import actions, clocks, names, sealed
from kaketsuke.onsite.clocks import WorkClock
from kaketsuke.onsite.models import (
    BreakingAgreement,
    BreakingApproval,
    CallBack,
    Check,
    Opening,
    Photo,
)
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import keys, sealing

OWED = "owed"
AGREEMENT_HEARD = "BreakingAgreementHeard"


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photo of the lock as the centre lists it."""

    id: UUID
    case_id: UUID
    moment: str
    width: int
    height: int
    taken_at: datetime
    entered_at: datetime
    reviewed_at: datetime | None
    deleted_at: datetime | None
    deleted_because: str


def clock(case_id: UUID, *, at: datetime) -> WorkClock:
    """Return the work clock of a case: net hands-on seconds (A1.3) against the minutes allowed."""
    case = Case.objects.only("free_until_minute", "approved_minutes").get(pk=case_id)
    spans = clocks.spans_of(case_id)
    running = [begun for begun, ended in spans if ended is None]
    return WorkClock(
        seconds=clocks.whole_seconds(clocks.worked(spans, until=at)),
        running_since=running[0] if running else None,
        allowed_minutes=case.free_until_minute + case.approved_minutes,
    )


def owed_check_stands(case: Case) -> bool:
    """Return whether an entitled attendant with a leave stood there since the arrival (A1.2.2)."""
    last = (
        Check.objects.filter(case=case, entered_at__gte=case.state_since)
        .order_by("-entered_at", "-pk")
        .first()
    )
    return last is not None and last.outcome == OWED


def name_tries_left(case: Case, *, technician: UUID) -> int:
    """Return how often a technician may still try a name at this door (A1.2.2)."""
    return names.left(case, technician=technician)


def call_back_confirmed(case: Case) -> bool:
    """Return whether the registered phone was reached since the case came to stand here (A1.2)."""
    return CallBack.objects.filter(case=case, confirmed_at__gte=case.state_since).exists()


def call_back_waits(case_id: UUID) -> bool:
    """Return whether a call to the registered phone was asked for and nobody was reached yet."""
    newest = CallBack.objects.filter(case_id=case_id).order_by("-asked_at").first()
    return newest is not None and newest.confirmed_at is None


def breaking_approvers(case: Case, *, at: datetime) -> tuple[str, ...]:
    """Return who has agreed that this lock may be broken: on record, or in the contract (2.1)."""
    recorded = BreakingApproval.objects.filter(case=case).values_list("approved_by", flat=True)
    standing = party_queries.breaking_is_approved(case.dwelling_id, at)
    return (*(("standing",) if standing else ()), *sorted(recorded))


def at_the_lock(case: Case) -> bool:
    """Return whether a technician stands before the lock, who has seen how else it might open."""
    return case.state in (State.ARRIVED, State.VERIFIED, State.WORKING)


def agreement_heard(case: Case, *, at: datetime) -> bool:
    """Return whether the centre heard whoever attends agree, since the case came to its lead (2.1).

    A small difference between the clocks is none.
    """
    lead = dispatch_queries.lead_of(case.id)
    heard = Entry.objects.filter(case=case, event=AGREEMENT_HEARD)
    until = at + actions.CLOCK_IS_WRONG
    if refused := breaking_disowned(case.id):
        heard = heard.filter(entered_at__gt=refused)
    return lead is not None and heard.filter(event_at__range=(lead.since, until)).exists()


def breaking_disowned(case_id: UUID) -> datetime | None:
    """Return when whoever pays last told the centre that nobody may break the lock for them."""
    said = Entry.objects.filter(case_id=case_id, event="PayerHeard", facts__breaking_owned=False)
    return said.order_by("-seq").values_list("entered_at", flat=True).first()


def attendee_role(case: Case) -> str:
    """Return as whom somebody attends on this visit: as checked, else as named before (A1.2.1)."""
    checked = Check.objects.filter(case=case, outcome__in=("accept", OWED))
    begun = dispatch_queries.visit_begun(case.id)
    if begun is not None:
        checked = checked.filter(entered_at__gte=begun)
    newest = checked.order_by("-entered_at", "-pk").values_list("attendee_role", flat=True).first()
    return newest or attendance.attendant_of(case).role


def breaking_agreed(case_id: UUID) -> str:
    """Return on whose approval whoever attends agreed to the breaking on this visit (2.1)."""
    agreed = BreakingAgreement.objects.filter(case_id=case_id)
    begun = dispatch_queries.visit_begun(case_id)
    if begun is not None:
        agreed = agreed.filter(agreed_at__gte=begun)
    if refused := breaking_disowned(case_id):
        agreed = agreed.filter(agreed_at__gt=refused)
    newest = agreed.order_by("-entered_at", "-pk")
    return newest.values_list("approved_by", flat=True).first() or ""


def opened_how(case_id: UUID) -> tuple[str, datetime] | None:
    """Return by which method and when the door was opened, where it was."""
    found = Opening.objects.filter(case_id=case_id).values_list("method", "opened_at")
    return found.first()


def photos_of(case_id: UUID) -> list[PhotoRow]:
    """Return the photos of a case, in order, deleted ones too."""
    names = tuple(PhotoRow.__dataclass_fields__)
    found = Photo.objects.filter(case_id=case_id).order_by("taken_at", "pk")
    return [PhotoRow(**row) for row in found.values(*names)]


def photo_of(photo_id: UUID) -> PhotoRow | None:
    """Return one photo's line."""
    names = tuple(PhotoRow.__dataclass_fields__)
    found = Photo.objects.filter(pk=photo_id).values(*names).first()
    return PhotoRow(**found) if found else None


def picture(photo_id: UUID) -> bytes | None:
    """Return the JPEG of a photo, opened; None where it was deleted."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None or photo.picture_sealed is None:
        return None
    key = keys.open_key("case", photo.case_id)
    text = sealing.open_sealed(key, photo.picture_sealed, context=sealed.picture(photo_id))
    return base64.b85decode(text)
