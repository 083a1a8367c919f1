"""Who is to stand at the door (A1.2.1): named with the request, or by the desk later."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry
from kaketsuke.intake import record
from kaketsuke.parties import queries as party_queries
from kaketsuke.residents import queries as resident_queries


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


def entitled(case: Case, *, role: str, at: datetime) -> list[UUID]:
    """Return the people who may attend at a case's door in a role (A1.2.1).

    Where somebody behind the door is protected it is whom people have decided on, and nobody else:
    the one to be protected from may be registered there too (X-8).
    """
    people = _on_record(case, role=role, at=at)
    if not record.protected_at(case.dwelling_id, at=at):
        return people
    named = attendant_of(case)
    person_id = named.person_id
    if person_id is None and named.owner_id is not None:
        person_id = party_queries.owner(named.owner_id).person_id
    return [each for each in people if named.role == role and each == person_id]


def _on_record(case: Case, *, role: str, at: datetime) -> list[UUID]:
    if role == "registrant":
        registrants = resident_queries.live_registrants(case.dwelling_id, at)
        return [each.person_id for each in registrants]
    owners = party_queries.owners_of(case.dwelling.building_id, at)
    if role == "owner":
        people = [each.person_id for each in owners if each.person_id is not None]
        named = attendant_of(case)
        holds = named.owner_id in {each.id for each in owners}
        return [*people, *([named.person_id] if holds and named.person_id is not None else [])]
    mandates = [
        mandate.person_id
        for owner in owners
        if owner.legal_person
        for mandate in party_queries.mandates_of(owner.id, at)
    ]
    return mandates if role == "owner_agent" else []


def _uuid(text: object) -> UUID | None:
    return UUID(str(text)) if text else None
