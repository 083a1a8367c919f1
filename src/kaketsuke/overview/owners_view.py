"""What an owner sees: own buildings with their doors and numbers, and own agents.

An owner is no staff: row-level security shows an owner nobody. So each answer is asked here first
whether the building is theirs, and then read by the product itself.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.models import Case
from kaketsuke.database.paging import Page, page_among
from kaketsuke.onsite.models import Opening
from kaketsuke.overview import estate
from kaketsuke.parties import registry
from kaketsuke.parties.models import Building, ContractBuilding, Lock, Mandate, Owner
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import queries as privacy_queries
from kaketsuke.privacy import services as privacy_services
from kaketsuke.residents import queries as resident_queries

MONTHS: Final = 12
LEAST_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class MandateLine:
    """An agent with the time of the mandate; the name is empty once the person was erased."""

    mandate: Mandate
    name: str
    phone: str
    is_live: bool


def mandate_lines(owner_id: uuid.UUID, *, at: datetime) -> list[MandateLine]:
    """Return an owner's agents, the newest first. Five queries at most; ask for the right first."""
    found = registry.mandates(owner_id)
    people = [each.person_id for each in found]
    names = people_queries.names_of(people)
    phones: dict[uuid.UUID, str] = {}
    for point in people_queries.contact_points_of(people):
        if point.kind == "phone":
            phones.setdefault(point.person_id, point.display)
    return [
        MandateLine(
            mandate=each,
            name=names[each.person_id].full if each.person_id in names else "",
            phone=phones.get(each.person_id, ""),
            is_live=at in each.valid,
        )
        for each in found
    ]


def agent_of(mandate: Mandate) -> str:
    """Return the agent's name and whom they speak for, for who may end the mandate."""
    with context.as_system():
        names = people_queries.names_of([mandate.person_id])
        owner = estate.owner_names([mandate.owner])[mandate.owner_id]
    name = names[mandate.person_id].full if mandate.person_id in names else ""
    return f"{name}（{owner}）"


def own_mandates(viewer: Viewer, *, at: datetime) -> list[tuple[Owner, list[MandateLine]]]:
    """Return the agents of each owner that the viewer is. Only a legal person has any."""
    with context.as_system():
        owners = [registry.owner_of(viewer, each) for each in sorted(viewer.owner_ids)]
        return [
            (each, mandate_lines(each.pk, at=at)) for each in owners if each and each.legal_person
        ]


def own_building(viewer: Viewer, building_id: uuid.UUID, *, at: datetime) -> Building | None:
    """Return a building where the viewer is an owner of it at this moment."""
    if not registry.owner_holds(viewer.owner_ids, building_id, at):
        return None
    return Building.objects.select_related("company").get(pk=building_id)


@dataclass(frozen=True, slots=True)
class OwnBuilding:
    """A building as its owner sees it: numbers and contracts, nobody's name."""

    building: Building
    homes: int
    registered_homes: int
    covers: list[ContractBuilding]
    is_covered: bool


@dataclass(frozen=True, slots=True)
class DoorWork:
    """What was done to a door or its lock; not who asked, nor why."""

    on: date
    room: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Month:
    """Call-outs of a month; `count` is None where it is too small to name nobody."""

    first_day: date
    count: int | None


def own_building_page(
    viewer: Viewer, building_id: uuid.UUID, *, at: datetime
) -> OwnBuilding | None:
    """Return an own building with its numbers. Constant queries."""
    found = own_building(viewer, building_id, at=at)
    if found is None:
        return None
    covers = registry.covers_of(building_id)
    with context.as_system():
        registered = resident_queries.registered_homes(building_id, at)
    return OwnBuilding(
        building=found,
        homes=found.dwellings.count(),
        registered_homes=registered,
        covers=covers,
        is_covered=any(at in each.valid and not each.service_removed_at for each in covers),
    )


def works(
    viewer: Viewer, building_id: uuid.UUID, *, at: datetime, page: int = 1
) -> Page[DoorWork] | None:
    """Return a page of what was done to the doors of an own building, the newest first.

    Three queries.
    """
    if own_building(viewer, building_id, at=at) is None:
        return None
    with context.as_system():
        broken = Opening.objects.filter(
            Q(method="destructive") | Q(lock_usable=False),
            case__dwelling__building=building_id,
        ).select_related("case__dwelling")
        done = [
            DoorWork(
                timezone.localdate(each.opened_at),
                each.case.dwelling.room,
                "broken" if each.method == "destructive" else "unusable",
                each.if_unusable,
            )
            for each in broken
        ]
    for lock in registry.locks_of(building_id):
        done.append(_fitted(lock, "fitted", lock.valid.lower))
        if lock.valid.upper:
            done.append(_fitted(lock, "removed", lock.valid.upper))
    return page_among(sorted(done, key=lambda each: (each.on, each.room), reverse=True), page)


def _fitted(lock: Lock, what: str, moment: datetime) -> DoorWork:
    return DoorWork(timezone.localdate(moment), lock.dwelling.room, what, lock.model)


def months(viewer: Viewer, building_id: uuid.UUID, *, at: datetime) -> list[Month] | None:
    """Return the call-outs to an own building, month by month for a year, the newest first.

    A number below the least one is not told: it would say who it was. One query.
    """
    if own_building(viewer, building_id, at=at) is None:
        return None
    with context.as_system():
        opened = Case.objects.filter(dwelling__building=building_id)
        counts = dict(
            opened.annotate(month=TruncMonth("opened_at"))
            .values_list("month")
            .annotate(count=Count("pk"))
        )
    by_month = {timezone.localdate(month): count for month, count in counts.items()}
    found = []
    first = timezone.localdate(at).replace(day=1)
    for _each in range(MONTHS):
        count = by_month.get(first, 0)
        found.append(Month(first, count if count >= LEAST_TOLD else None))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def has_undertaken(viewer: Viewer) -> bool:
    """Return whether the account has accepted how data are handled, for each of its owners."""
    with context.as_system():
        return all(
            privacy_queries.has_undertaken(each, user_id=viewer.user_id)
            for each in viewer.owner_ids
        )


def undertake(viewer: Viewer, *, now: datetime) -> None:
    """Accept for each of the viewer's owners how data are handled (4.9)."""
    assert viewer.user_id is not None  # noqa: S101 - an owner's page has an account
    for owner_id in sorted(viewer.owner_ids):
        owner = registry.owner_of(viewer, owner_id)
        if owner is not None:
            privacy_services.undertake(
                owner_id, user_id=viewer.user_id, company_id=owner.company_id, now=now
            )
