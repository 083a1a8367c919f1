"""Signed addresses by which somebody complains, or reads the answer, without an account.

A door names ids only. It outlives the link that follows a case, because nobody knows a day after
the visit that a bill was wrong; whoever holds it sees this one matter.
"""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from django.conf import settings
from django.core import signing

SALT: Final = "claims.door"
OPENS_FOR_SECONDS: Final = 180 * 24 * 3600

# The first three are written about, the last two are read.
Kind = Literal["refusal", "case", "damage", "complaint", "claim"]


class CannotOpen(Exception):
    """The address is forged, damaged or too old."""


@dataclass(frozen=True, slots=True)
class Door:
    """What its holder may write about or read, and who they are where that is known."""

    kind: Kind
    id: UUID
    person_id: UUID | None = None


def token_of(door: Door) -> str:
    """Return the signed token of a door."""
    person = str(door.person_id) if door.person_id else ""
    return signing.dumps([door.kind, str(door.id), person], salt=SALT)


def address_of(door: Door) -> str:
    """Return the address as it is sent."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/c/{token_of(door)}/"


def of_refusal(request_id: UUID, person_id: UUID) -> str:
    """Return the address by which a registrant complains of a refusal (4.7)."""
    return address_of(Door("refusal", request_id, person_id))


def open_door(token: str) -> Door:
    """Return what a token opens. Raises CannotOpen."""
    try:
        kind, subject, person = signing.loads(token, salt=SALT, max_age=OPENS_FOR_SECONDS)
        return Door(kind, UUID(subject), UUID(person) if person else None)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise CannotOpen("This address does not open anything any more.") from error
