"""Who pays what is charged on site? Whoever asked: the resident, or the owner (3.3)."""

from uuid import UUID

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import ActorRole
from kaketsuke.cases import attendance
from kaketsuke.cases.models import Case
from kaketsuke.intake.record import OWNER_SIDE
from kaketsuke.onsite import queries as onsite_queries
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


def is_at_the_door(case_id: UUID) -> bool:
    """Return whether whoever attends is the payer, who may sign on the technician's screen (3.3).

    Who only attends answers for nobody's money: the payer's own phone or the centre asks the payer.
    """
    case = Case.objects.select_related("request").get(pk=case_id)
    role, named = onsite_queries.attendee_role(case), attendance.attendant_of(case)
    if case.requested_by == "owner":
        return role in OWNER_SIDE and named.owner_id in (None, case.request.requester_owner_id)
    is_another = named.role == role and named.person_id not in (None, person_of(case))
    return role == "registrant" and not is_another


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
