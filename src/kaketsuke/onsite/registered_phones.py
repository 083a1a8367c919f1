"""Which phone says that whoever stands at the door lives there (A1.2).

A registered phone is a number that was proven to be the attendant's before the call began. What a
clerk only wrote down may be a stranger's, or of whoever wants to get in; and what was proven during
the call says no more than a registration made during it (2.2).
"""

from kaketsuke.accounts import context
from kaketsuke.cases import attendance
from kaketsuke.cases.models import Case
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import OpenedContact

INSIDE, UNPROVEN = "inside", "unproven"


def of_attendant(case: Case) -> list[OpenedContact]:
    """Return the proven phones of whoever is to attend; nobody at the door need be able to read."""
    whose = attendance.attendant_of(case).person_id
    if whose is None:
        return []
    with context.as_system():
        points = people_queries.contact_points_of([whose])
    begun = case.request.received_at
    return [
        each
        for each in points
        if each.kind == "phone" and each.proven_at is not None and each.proven_at <= begun
    ]


def why_none_answers(case: Case) -> str:
    """Return why no phone can answer for the attendant, and only a supervisor may; or nothing."""
    if case.phone_inside:
        return INSIDE
    return "" if of_attendant(case) else UNPROVEN
