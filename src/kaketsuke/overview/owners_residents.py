"""Whom an owner sees registered at an own building, and what the owner may say of them (4.9, 2.2).

Each view is recorded as a provision. A person who is blocked or did not consent is nobody here: not
shown, not counted, and no act reaches them, so that an owner does not learn that they exist.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole, Viewer
from kaketsuke.overview import owners_view
from kaketsuke.parties import registry
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import queries as privacy_queries
from kaketsuke.privacy import services as privacy_services
from kaketsuke.privacy.services.provisions import Recipient
from kaketsuke.residents import queries as resident_queries
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.queries import RegistrantOfBuilding

PAGE: Final = 50
SHOWN_ITEMS: Final = ("name", "room", "phone", "email", "registered_since")


@dataclass(frozen=True, slots=True)
class RegistrantLine:
    """A registrant as the owner may know them (4.9). It prints as nothing."""

    registration_id: uuid.UUID
    room: str
    name: str
    contacts: tuple[str, ...]
    since: datetime

    def __repr__(self) -> str:
        """Keep name and number out of logs."""
        return f"RegistrantLine({self.registration_id})"


def registrants(
    viewer: Viewer, building_id: uuid.UUID, *, page: int, at: datetime
) -> tuple[list[RegistrantLine], bool] | None:
    """Return a page of an own building's registrants and whether more follow; the view is recorded.

    Whoever is blocked or did not consent is left out without a word (4.8, 4.9). Constant queries.
    """
    if owners_view.own_building(viewer, building_id, at=at) is None:
        return None
    with context.as_system():
        found = resident_queries.registrants_of_building(building_id, at, page=page, size=PAGE)
        lines = _shown(viewer, building_id, found[:PAGE], at=at)
    return lines, len(found) > PAGE


def waiting(
    viewer: Viewer, building_id: uuid.UUID, *, page: int, at: datetime
) -> tuple[list[RegistrantLine], bool]:
    """Return a page of who is proven by nothing yet at an own building, and whether more follow.

    The longest waiting first; the view is recorded. Constant queries.
    """
    if owners_view.own_building(viewer, building_id, at=at) is None:
        return [], False
    with context.as_system():
        found = resident_queries.unproven_of_building(building_id, at, page=page, size=PAGE)
        lines = _shown(viewer, building_id, found[:PAGE], at=at) if found else []
    return lines, len(found) > PAGE


def _shown(
    viewer: Viewer, building_id: uuid.UUID, found: Sequence[RegistrantOfBuilding], *, at: datetime
) -> list[RegistrantLine]:
    people = [each.person_id for each in found]
    shown = privacy_services.record_provision(
        people,
        recipient=Recipient("owner", registry.owner_among(viewer.owner_ids, building_id, at)),
        items=SHOWN_ITEMS,
        ground="consent",
        actor=_actor(viewer),
        now=at,
    )
    names = people_queries.names_of(shown)
    contacts: dict[uuid.UUID, list[str]] = {}
    for point in people_queries.contact_points_of(shown):
        contacts.setdefault(point.person_id, []).append(point.display)
    return [
        RegistrantLine(
            registration_id=each.registration_id,
            room=each.room,
            name=names[each.person_id].full if each.person_id in names else "",
            contacts=tuple(contacts.get(each.person_id, ())),
            since=each.since,
        )
        for each in found
        if each.person_id in shown
    ]


def confirm(
    viewer: Viewer, building_id: uuid.UUID, registration_id: uuid.UUID, *, now: datetime
) -> bool:
    """Record the owner's word that a registrant lives there (2.2); False where there is none such.

    Raises CannotConfirm.
    """
    if not _may_speak_of(viewer, building_id, registration_id, at=now):
        return False
    with context.as_system():
        resident_services.confirm_by_owner(registration_id, actor=_actor(viewer), now=now)
    return True


def note_moved_out(
    viewer: Viewer, building_id: uuid.UUID, registration_id: uuid.UUID, *, now: datetime
) -> bool:
    """End a registration on the owner's word that the resident moved out; False where none is.

    The resident is told, at every number and address, and can say that it is not so. Raises
    CannotEndRegistration.
    """
    if not _may_speak_of(viewer, building_id, registration_id, at=now):
        return False
    with context.as_system():
        resident_services.move_out(registration_id, actor=_actor(viewer), now=now)
    return True


def _may_speak_of(
    viewer: Viewer, building_id: uuid.UUID, registration_id: uuid.UUID, *, at: datetime
) -> bool:
    if owners_view.own_building(viewer, building_id, at=at) is None:
        return False
    owner_id = registry.owner_among(viewer.owner_ids, building_id, at)
    with context.as_system():
        person_id = resident_queries.person_registered(registration_id, building_id, at)
        return person_id is not None and bool(
            privacy_queries.providable([person_id], owner_id=owner_id, at=at)
        )


def _actor(viewer: Viewer) -> Actor:
    return Actor(ActorRole.OWNER, viewer.user_id)
