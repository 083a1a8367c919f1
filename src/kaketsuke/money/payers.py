"""Who pays what is charged on site? Whoever asked: the resident, or the owner (3.3)."""

from uuid import UUID

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.cases.models import Case
from kaketsuke.parties.models import Owner
from kaketsuke.people import queries as people_queries

UNNAMED = "お客さま"


def role_of(case: Case) -> ActorRole:
    """Return as whom the payer acts."""
    return ActorRole.OWNER if case.requested_by == "owner" else ActorRole.RESIDENT


def person_of(case: Case) -> UUID | None:
    """Return the person who asked: the resident, the owner's agent, or the natural owner."""
    request = case.request
    if request.requester_person_id is not None or request.requester_owner_id is None:
        return request.requester_person_id
    return Owner.objects.values_list("person_id", flat=True).get(pk=request.requester_owner_id)


def pays(case: Case, person_id: UUID | None) -> bool:
    """Return whether the holder of a link is the payer.

    A link without a person went to the number that stands in for a resident's phone locked inside.
    """
    if person_id is None:
        return case.requested_by == "resident" and case.phone_inside
    return person_id == person_of(case)


def name_of(case: Case) -> str:
    """Return the payer's name for a paper; the technician's page need not be able to read it."""
    with context.as_system():
        owner_id = case.request.requester_owner_id
        if owner_id is not None:
            legal_name = Owner.objects.values_list("legal_name", flat=True).get(pk=owner_id)
            if legal_name:
                return legal_name
        person_id = person_of(case)
        name = people_queries.names_of([person_id]).get(person_id) if person_id else None
    return name.full if name else UNNAMED
