"""What remains to be done after a door was opened, across cases; without anybody's name."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.models import FollowUp


@dataclass(frozen=True, slots=True)
class Remaining:
    """One follow-up that is not done yet."""

    id: uuid.UUID
    case_id: uuid.UUID
    case_number: int
    building: str
    room: str
    kind: str
    mandatory: bool
    owner_role: str
    due_on: date | None


def remaining(viewer: Viewer) -> list[Remaining]:
    """Return everything open in the viewer's companies, the earliest due first. One query."""
    found = (
        FollowUp.objects.filter(company_id__in=viewer.company_ids, done_at__isnull=True)
        .select_related("case__dwelling__building")
        .order_by(F("due_on").asc(nulls_last=True), "case__number", "pk")
    )
    return [
        Remaining(
            id=each.id,
            case_id=each.case_id,
            case_number=each.case.number,
            building=each.case.dwelling.building.name,
            room=each.case.dwelling.room,
            kind=each.kind,
            mandatory=each.mandatory,
            owner_role=each.owner_role,
            due_on=each.due_on,
        )
        for each in found
    ]
