"""Tells whoever complained or was harmed that it came in, and where the answer can be read."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from kaketsuke.claims import doors, record
from kaketsuke.claims.doors import Door
from kaketsuke.claims.models import Claim, Complaint
from kaketsuke.intake.notices import best_contacts
from kaketsuke.notify import services as notify_services
from kaketsuke.people import keys, sealing
from kaketsuke.people import queries as people_queries


def complaint_received(complaint: Complaint, *, now: datetime) -> None:
    """Say that it came in, under which number, and until when it is answered."""
    _tell_complainant(complaint, template="complaint_received", now=now)


def complaint_answered(complaint: Complaint, *, now: datetime) -> None:
    """Say where the answer can be read."""
    _tell_complainant(complaint, template="complaint_answered", now=now)


def claim_received(claim: Claim, *, now: datetime) -> None:
    """Say that the claim came in, and where evidence can be added."""
    _tell_claimant(claim, template="claim_received", now=now)


def claim_told(claim: Claim, *, now: datetime) -> None:
    """Say that there is a letter, and where it can be read."""
    _tell_claimant(claim, template="claim_letter", now=now)


def can_be_told(claim: Claim) -> bool:
    """Return whether a message reaches whoever was harmed."""
    return claim.person_id is not None and claim.person_id in best_contacts([claim.person_id])


def _tell_claimant(claim: Claim, *, template: str, now: datetime) -> None:
    tell(
        claim.person_id,
        template=template,
        subject_kind="claim",
        subject_id=claim.pk,
        company_id=claim.company_id,
        parameters={
            "number": f"D-{claim.number}",
            "due_on": timezone.localdate(claim.due_at).isoformat(),
        },
        door=Door("claim", claim.pk, claim.person_id),
        language=claim.language,
        now=now,
    )


def _tell_complainant(complaint: Complaint, *, template: str, now: datetime) -> None:
    door = Door("complaint", complaint.pk, complaint.person_id)
    number = ""
    if complaint.reply_to_sealed is not None:
        key = keys.open_key("complaint", complaint.pk)
        number = sealing.open_sealed(
            key, complaint.reply_to_sealed, context=record.reply_place(complaint.pk)
        )
    tell(
        complaint.person_id,
        template=template,
        subject_kind="complaint",
        subject_id=complaint.pk,
        company_id=complaint.company_id,
        parameters={
            "number": f"C-{complaint.number}",
            "due_on": timezone.localdate(complaint.due_at).isoformat(),
        },
        door=door,
        language=complaint.language,
        other_number=number,
        now=now,
    )


def tell(
    person_id: UUID | None,
    *,
    template: str,
    subject_kind: str,
    subject_id: UUID,
    company_id: UUID,
    parameters: dict[str, str],
    door: Door,
    now: datetime,
    language: str = "ja",
    other_number: str = "",
) -> bool:
    """Send a message to a person's best contact, or to a number given for this; say if it went."""
    point = best_contacts([person_id]).get(person_id) if person_id is not None else None
    if point is None and not other_number:
        return False
    known = people_queries.languages_of([person_id]) if person_id is not None else {}
    notify_services.send(
        template=template,
        subject_kind=subject_kind,
        subject_id=subject_id,
        company_id=company_id,
        contact_point_id=point.id if point is not None else None,
        temporary_number=None if point is not None else other_number,
        person_id=person_id,
        language=known.get(person_id, language) if person_id is not None else language,
        parameters=parameters,
        link=doors.address_of(door),
        now=now,
    )
    return True
