"""The numbers that the terms of a request print, and when they are answered (3.2)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.terms import queries as term_queries
from kaketsuke.terms.models import ContactLine

DISPATCH = "dispatch"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it is for and its hours, as the terms print them."""

    purpose: str
    phone: str
    hours: str
    line: ContactLine

    def answers_at(self, moment: datetime) -> bool:
        """Return whether somebody answers at a moment, by the hours in Japan."""
        return term_queries.contact_is_open(self.line, moment)


def numbers_of(version_id: UUID | None) -> tuple[Number, ...]:
    """Return the numbers of a version; none where there is no version. One query."""
    lines = term_queries.contact_lines(version_id) if version_id is not None else []
    return tuple(Number(line.purpose, line.phone, line.hours, line) for line in lines)


def numbers_in_force(at: datetime) -> tuple[Number, ...]:
    """Return the numbers of the version in force; none where nothing is in force. Two queries."""
    try:
        return numbers_of(term_queries.version_in_force(at).id)
    except term_queries.NoTermsInForce:
        return ()


def links_in_force(at: datetime) -> dict[str, str]:
    """Return the addresses on the web that the version in force prints. Two queries."""
    try:
        return term_queries.links(term_queries.version_in_force(at).id)
    except term_queries.NoTermsInForce:
        return {}


def desk_phone(version_id: UUID | None) -> str:
    """Return the desk's number; empty where the terms print none. One query."""
    numbers = numbers_of(version_id)
    return next((each.phone for each in numbers if each.purpose == DISPATCH), "")
