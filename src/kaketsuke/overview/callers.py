"""Is the caller who they say they are? What was said is held against the record, never shown first.

The screen tells the operator only whether it matches (3.1): the record's own words stay closed
until the caller has said them.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.parties import naming
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import PersonName
from kaketsuke.residents import queries as resident_queries


@dataclass(frozen=True, slots=True)
class Match:
    """What the record says about the said room and name."""

    dwelling_id: uuid.UUID | None = None
    name_matches: bool = False
    person_id: uuid.UUID | None = None
    owner_id: uuid.UUID | None = None
    owner_is_corporation: bool | None = None

    @property
    def room_matches(self) -> bool:
        """Return whether such a room is on record."""
        return self.dwelling_id is not None

    @property
    def is_whole(self) -> bool:
        """Return whether both room and name match."""
        return self.room_matches and self.name_matches


def match(
    building_id: uuid.UUID, *, room: str, name: str, role: str, at: datetime, now: datetime
) -> Match:
    """Hold the said room and name against the record, for the role that is claimed (3.1, A1.1).

    The record is that of the call's beginning, and what the owner has confirmed since (2.2).
    """
    home = party_queries.dwelling(building_id, room)
    if home is None:
        return Match()
    if role == "resident":
        return _as_registrant(home.id, name=name, at=at, now=now)
    if role in ("owner", "owner_agent"):
        return _as_owner(home.id, building_id, name=name, role=role, at=at)
    return Match(dwelling_id=home.id)


def _as_registrant(dwelling_id: uuid.UUID, *, name: str, at: datetime, now: datetime) -> Match:
    registrants = resident_queries.live_registrants(dwelling_id, at, confirmed_before=now)
    names = people_queries.names_of([each.person_id for each in registrants])
    person_id = _person_called(name, names)
    return Match(dwelling_id, name_matches=person_id is not None, person_id=person_id)


def _as_owner(
    dwelling_id: uuid.UUID, building_id: uuid.UUID, *, name: str, role: str, at: datetime
) -> Match:
    owners = party_queries.owners_of(building_id, at)
    for owner in owners:
        if owner.legal_person:
            people = [each.person_id for each in party_queries.mandates_of(owner.id, at)]
        else:
            people = [owner.person_id] if owner.person_id and role == "owner" else []
        person_id = _person_called(name, people_queries.names_of(people))
        if person_id or (role == "owner" and _is_firm_called(owner.legal_name, name)):
            return Match(
                dwelling_id,
                name_matches=True,
                person_id=person_id,
                owner_id=owner.id,
                owner_is_corporation=owner.legal_person,
            )
    return Match(dwelling_id)


def _person_called(said: str, names: dict[uuid.UUID, PersonName]) -> uuid.UUID | None:
    wanted = naming.folded(said)
    return next(
        (person_id for person_id, name in names.items() if wanted and wanted in _spellings(name)),
        None,
    )


def _spellings(name: PersonName) -> set[str]:
    written = [name.full, name.kana, name.romaji, " ".join(reversed(name.romaji.split()))]
    return {naming.folded(each) for each in written if each}


_FORMS = ("株式会社", "有限会社", "合同会社", "(株)", "(有)")


def _is_firm_called(legal_name: str, said: str) -> bool:
    if not legal_name:
        return False
    return _core(legal_name) == _core(said) != ""


def _core(firm: str) -> str:
    folded = naming.folded(firm)
    for form in _FORMS:
        folded = folded.replace(form, "")
    return folded
