"""Invents persons for the demo: a name, a number of the series, now and then no mail."""

import uuid

from kaketsuke.demo.world import names
from kaketsuke.demo.world.cast import Member
from kaketsuke.demo.world.ground import World
from kaketsuke.people import rosters
from kaketsuke.people.models import Person
from kaketsuke.people.rosters import RosterLine

Family = tuple[str, str, str]


def line(
    world: World,
    *,
    kind: str,
    company_id: uuid.UUID | None,
    number: int | None = None,
    family: Family | None = None,
) -> RosterLine:
    """Return an invented person; residents may have mail, read English or be unable to phone."""
    rng = world.rng
    name = names.invent(rng, family=family)
    place = world.take_number() if number is None else number
    contacts = [("phone", names.phone(place))]
    resident = kind == "resident"
    if resident and rng.random() < 0.65:
        contacts.append(("email", names.email(place)))
    return RosterLine(
        kind=kind,
        company_id=company_id,
        family=name.family,
        given=name.given,
        kana=name.kana,
        romaji=name.romaji,
        language="en" if resident and rng.random() < 0.05 else "ja",
        can_phone=not resident or rng.random() >= 0.02,
        contacts=tuple(contacts),
    )


def member_line(member: Member, *, company_id: uuid.UUID) -> RosterLine:
    """Return a person of the cast."""
    contacts = [("phone", names.phone(member.number))]
    if member.has_email:
        contacts.append(("email", names.email(member.number)))
    return RosterLine(
        kind="resident",
        company_id=company_id,
        family=member.family,
        given=member.given,
        kana=member.kana,
        romaji=member.romaji,
        language=member.language,
        contacts=tuple(contacts),
    )


def add(world: World, lines: list[RosterLine]) -> list[Person]:
    """Add the persons; everybody's contacts are proven."""
    return rosters.add_roster(lines, proven_at=world.began, now=world.began)
