"""A building as the office sees it: owners, contracts and doors; nobody's home life."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.database.paging import Page
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import registry
from kaketsuke.parties.models import Building, BuildingOwner, ContractBuilding, Owner
from kaketsuke.people import queries as people_queries
from kaketsuke.residents import endings
from kaketsuke.residents.endings import Progress


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """An owner by name, in the role held at a building."""

    role: BuildingOwner
    owner: Owner
    name: str


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A contract at a building: what became of it, and whether registrants were told of its end."""

    cover: ContractBuilding
    owner_name: str
    runs: bool
    is_to_come: bool
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class BuildingPage:
    """Everything of a building but its people."""

    building: Building
    owners: list[OwnerLine]
    covers: list[CoverLine]
    doors: Page[registry.Door]


def building(viewer: Viewer, building_id: uuid.UUID) -> Building | None:
    """Return a building of the viewer's companies."""
    return party_queries.building_of(viewer, building_id)


def owner_names(owners: Collection[Owner]) -> dict[uuid.UUID, str]:
    """Return each owner's name; a natural person's is opened. Two queries at most."""
    persons = [each.person_id for each in owners if each.person_id]
    opened = people_queries.names_of(persons) if persons else {}
    names = {}
    for owner in owners:
        known = opened.get(owner.person_id) if owner.person_id else None
        names[owner.pk] = owner.legal_name or (known.full if known else "")
    return names


def building_page(
    viewer: Viewer, building_id: uuid.UUID, *, at: datetime, page: int = 1
) -> BuildingPage | None:
    """Return a building of the viewer's companies with everything about it. Constant queries."""
    found = building(viewer, building_id)
    if found is None:
        return None
    roles = registry.owner_roles(building_id, at)
    covers = registry.covers_of(building_id)
    names = owner_names([each.owner for each in roles] + [each.contract.owner for each in covers])
    told = endings.progress([each.pk for each in covers])
    return BuildingPage(
        building=found,
        owners=[OwnerLine(each, each.owner, names[each.owner_id]) for each in roles],
        covers=[
            CoverLine(
                cover=each,
                owner_name=names[each.contract.owner_id],
                runs=(at in each.valid and each.service_removed_at is None)
                or bool(each.service_removed_at and each.service_removed_at > at),
                is_to_come=at < each.valid.lower,
                progress=told.get(each.pk),
            )
            for each in covers
        ],
        doors=registry.doors_page(building_id, at, page=page),
    )
