"""Whose voice may approve for the owner of a case's door? The owner's, or its agents' (2.1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.cases.models import Case
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries


@dataclass(frozen=True, slots=True)
class Voice:
    """An owner, and the person who speaks where it is a company. It prints without a name."""

    owner_id: UUID
    person_id: UUID | None
    name: str

    def __repr__(self) -> str:
        """Keep names out of logs."""
        return f"Voice({self.owner_id})"


def of_case(case_id: UUID, *, at: datetime) -> list[Voice]:
    """Return every voice of the building's owners; a company without agents speaks as itself."""
    case = Case.objects.select_related("dwelling").get(pk=case_id)
    found: list[tuple[UUID, UUID | None, str]] = []
    for owner in party_queries.owners_of(case.dwelling.building_id, at):
        agents = party_queries.mandates_of(owner.id, at) if owner.legal_person else []
        people: list[UUID | None] = [each.person_id for each in agents] or [owner.person_id]
        found += [(owner.id, person, owner.legal_name) for person in people]
    names = people_queries.names_of([person for _owner, person, _name in found if person])
    return [
        Voice(
            owner,
            person,
            f"{company} {names[person].full if person in names else ''}".strip(),
        )
        for owner, person, company in found
    ]
