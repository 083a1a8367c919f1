"""Who is to stand at the door (A1.2.1): named with the request, or by the desk later."""

from dataclasses import dataclass
from uuid import UUID

from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry


@dataclass(frozen=True, slots=True)
class Attendant:
    """Who is to stand at the door now (A1.2.1)."""

    role: str
    person_id: UUID | None
    owner_id: UUID | None


def attendant_of(case: Case) -> Attendant:
    """Return who is to stand at the door: named with the request, or named later."""
    later = (
        Entry.objects.filter(case=case, event=Event.OTHER_ATTENDANT_COMES)
        .order_by("-seq")
        .values_list("facts", flat=True)
        .first()
    )
    if later and later.get("attendance"):
        return Attendant(
            role=str(later["attendance"]),
            person_id=_uuid(later.get("person_id")),
            owner_id=_uuid(later.get("owner_id")),
        )
    request = case.request
    return Attendant(
        role=str(request.facts.get("attendance", "")),
        person_id=request.attendant_person_id,
        owner_id=request.attendant_owner_id,
    )


def _uuid(text: object) -> UUID | None:
    return UUID(str(text)) if text else None
