"""What the office and the owners look up: buildings with their contracts, doors and owners."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Collate, Length

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.database.paging import Page, page_of
from kaketsuke.parties import queries
from kaketsuke.parties.models import (
    Area,
    Building,
    BuildingOwner,
    Company,
    ContractBuilding,
    Dwelling,
    Lock,
    Mandate,
    Owner,
)
from kaketsuke.places import queries as place_queries

LISTED = 50
# Words that more buildings hold than this are sought again with one word more.
MOST_SOUGHT = 1_000


@dataclass(frozen=True, slots=True)
class BuildingLine:
    """A building in a list: where it stands, how many homes, whether a contract runs."""

    id: uuid.UUID
    code: str
    name: str
    address: str
    homes: int
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Door:
    """A dwelling with the lock on its door now."""

    id: uuid.UUID
    room: str
    excluded: bool
    lock_model: str
    lock_serial: str
    floor: int | None
    lock_door: str | None


def building_lines(viewer: Viewer, text: str, *, page: int, at: datetime) -> Page[BuildingLine]:
    """Return a page of the viewer's buildings that hold every typed word. Four queries."""
    if text.strip():
        ids = [each.pk for each in queries.search_buildings(viewer, text, limit=MOST_SOUGHT)]
        found = Building.objects.filter(pk__in=ids)
    else:
        found = Building.objects.filter(company_id__in=viewer.company_ids)
    shown = page_of(found.order_by("code"), page, size=LISTED)
    ids = [each.pk for each in shown.rows]
    return shown.showing(_lines(Building.objects.filter(pk__in=ids).order_by("code"), at))


def buildings_of_owners(owner_ids: Collection[uuid.UUID], at: datetime) -> list[BuildingLine]:
    """Return the buildings of which these are owners at a moment. One query."""
    held = BuildingOwner.objects.filter(owner__in=owner_ids, valid__contains=at)
    return _lines(Building.objects.filter(owners__in=held).distinct().order_by("code"), at)


def _lines(found: "QuerySet[Building]", at: datetime) -> list[BuildingLine]:
    running = ContractBuilding.objects.filter(
        building=OuterRef("pk"), valid__contains=at, service_removed_at__isnull=True
    )
    counted = found.annotate(homes=Count("dwellings", distinct=True), covered=Exists(running))
    return [
        BuildingLine(each.pk, each.code, each.name, each.address, each.homes, each.covered)
        for each in counted
    ]


def owner_holds(owner_ids: Collection[uuid.UUID], building_id: uuid.UUID, at: datetime) -> bool:
    """Return whether one of these is an owner of the building at a moment."""
    held = BuildingOwner.objects.filter(owner__in=owner_ids, building=building_id)
    return held.filter(valid__contains=at).exists()


def owner_among(
    owner_ids: Collection[uuid.UUID], building_id: uuid.UUID, at: datetime
) -> uuid.UUID:
    """Return which of these is an owner of the building; ask `owner_holds` first."""
    held = BuildingOwner.objects.filter(owner__in=owner_ids, building=building_id)
    return (
        held.filter(valid__contains=at).order_by("owner_id").values_list("owner_id", flat=True)[0]
    )


def locks_of(building_id: uuid.UUID) -> list[Lock]:
    """Return every lock that was ever on a door of a building."""
    found = Lock.objects.filter(dwelling__building=building_id)
    return list(found.select_related("dwelling").order_by("valid__startswith"))


def doors(building_id: uuid.UUID, at: datetime) -> list[Door]:
    """Return the dwellings of a building with their locks, by room. Two queries."""
    return [_door(home) for home in _homes(building_id, at)]


def doors_page(building_id: uuid.UUID, at: datetime, *, page: int) -> Page[Door]:
    """Return a page of the same. Three queries."""
    found = page_of(_homes(building_id, at), page)
    return found.showing([_door(home) for home in found.rows])


def _homes(building_id: uuid.UUID, at: datetime) -> QuerySet[Dwelling]:
    locks = Prefetch("locks", queryset=Lock.objects.filter(valid__contains=at))
    homes = Dwelling.objects.filter(building=building_id).prefetch_related(locks)
    # 99 comes before 101.
    return homes.order_by(Length("room"), Collate("room", "C"), "pk")


def _door(home: Dwelling) -> Door:
    lock = next(iter(home.locks.all()), None)
    model, serial, door = (lock.model, lock.serial, lock.door) if lock else ("", "", None)
    return Door(home.pk, home.room, home.excluded_from_contract, model, serial, home.floor, door)


def covers_of(building_id: uuid.UUID) -> list[ContractBuilding]:
    """Return every contract of a building with its changes, the newest first. Four queries."""
    found = ContractBuilding.objects.filter(building=building_id)
    return list(
        found.select_related("contract__owner")
        .prefetch_related("changes", "contract__standing_approvals")
        .order_by("-valid__startswith")
    )


def cover(viewer: Viewer, contract_building_id: uuid.UUID) -> ContractBuilding | None:
    """Return a building's cover where a company of the viewer serves the building."""
    found = ContractBuilding.objects.filter(
        pk=contract_building_id, building__company_id__in=viewer.company_ids
    )
    return found.select_related("contract__owner", "building").first()


def owner_roles(building_id: uuid.UUID, at: datetime) -> list[BuildingOwner]:
    """Return who holds the role of owner or management company at a building (P-5)."""
    found = BuildingOwner.objects.filter(building=building_id, valid__contains=at)
    return list(found.select_related("owner").order_by("owner__kind", "owner__legal_name"))


def owner_role(viewer: Viewer, building_owner_id: uuid.UUID) -> BuildingOwner | None:
    """Return one owner's role at a building of the viewer's companies."""
    return (
        BuildingOwner.objects.filter(
            pk=building_owner_id, building__company_id__in=viewer.company_ids
        )
        .select_related("building", "owner")
        .first()
    )


def owners(viewer: Viewer) -> list[Owner]:
    """Return the owners of the viewer's companies."""
    found = Owner.objects.filter(company_id__in=viewer.company_ids).select_related("company")
    return list(found.order_by("legal_name", "id"))


def owner_of(viewer: Viewer, owner_id: uuid.UUID) -> Owner | None:
    """Return an owner of the viewer's companies, or the viewer's own."""
    if owner_id in viewer.owner_ids:
        return Owner.objects.select_related("company").filter(pk=owner_id).first()
    found = Owner.objects.filter(pk=owner_id, company_id__in=viewer.company_ids)
    return found.select_related("company").first()


def mandates(owner_id: uuid.UUID) -> list[Mandate]:
    """Return every mandate that an owner ever gave, the newest first."""
    return list(Mandate.objects.filter(owner=owner_id).order_by("-valid__startswith"))


def mandate(mandate_id: uuid.UUID) -> Mandate | None:
    """Return a mandate."""
    return Mandate.objects.filter(pk=mandate_id).first()


def lock_models() -> list[str]:
    """Return the models of the locks on record."""
    return list(Lock.objects.order_by("model").values_list("model", flat=True).distinct())


def dwelling_of(viewer: Viewer, dwelling_id: uuid.UUID) -> Dwelling | None:
    """Return a dwelling in a building that a company of the viewer serves."""
    found = Dwelling.objects.filter(pk=dwelling_id, building__company_id__in=viewer.company_ids)
    return found.select_related("building").first()


def areas_of(company_id: uuid.UUID, at: datetime) -> list[tuple[Area, str]]:
    """Return a company's areas with the municipality's name. Two queries."""
    names = {each.code: f"{each.prefecture}{each.name}" for each in place_queries.municipalities()}
    found = Area.objects.filter(company=company_id, valid__contains=at)
    return [
        (each, names.get(each.municipality_code, each.municipality_code))
        for each in found.order_by("municipality_code")
    ]


def area(viewer: Viewer, area_id: uuid.UUID) -> Area | None:
    """Return an area of the viewer's companies."""
    return Area.objects.filter(pk=area_id, company_id__in=viewer.company_ids).first()


def company_of(viewer: Viewer, company_id: uuid.UUID) -> Company | None:
    """Return a company of the viewer's."""
    found = Company.objects.filter(pk=company_id).filter(pk__in=viewer.company_ids)
    return found.select_related("successor").first()
