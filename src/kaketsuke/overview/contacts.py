"""The number under which the desk answers, as the terms of the request print it."""

from uuid import UUID

from kaketsuke.terms import queries as term_queries

DISPATCH = "dispatch"


def desk_phone(version_id: UUID | None) -> str:
    """Return the desk's number; empty where the terms print none. One query."""
    if version_id is None:
        return ""
    lines = term_queries.contact_lines(version_id)
    return next((line.phone for line in lines if line.purpose == DISPATCH), "")
