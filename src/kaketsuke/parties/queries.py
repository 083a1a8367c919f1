"""Who stands behind a door, and what held there at a moment."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.parties import naming, shapes
from kaketsuke.parties.models import (
    Area,
    AreaEvent,
    Building,
    BuildingOwner,
    Company,
    ContractBuilding,
    Dwelling,
    Lock,
    Mandate,
    Owner,
    PrivacyManager,
    StandingApproval,
)


class ContractStatus(NamedTuple):
    """The owner's contract for a dwelling's building at a moment, in the words of the decision."""

    status: str  # active, ended, service_removed, none
    covers: bool


class AreaFacts(NamedTuple):
    """What is declared for a municipality at a moment."""

    force_majeure: bool
    area_closed: bool


def company(company_id: uuid.UUID) -> Company:
    """Return an operating company."""
    return Company.objects.get(pk=company_id)


def companies(viewer: Viewer) -> list[Company]:
    """Return the companies whose staff the viewer is, by name."""
    return list(Company.objects.filter(pk__in=viewer.company_ids).order_by("name"))


class CompanyLine(NamedTuple):
    """A company, the municipalities it is in charge of, and the buildings it serves."""

    id: uuid.UUID
    name: str
    sample: bool
    areas: int
    buildings: int
    successor: str


def company_lines(viewer: Viewer, at: datetime) -> list[CompanyLine]:
    """Return the viewer's companies with their size at a moment. One query."""
    areas = Count("areas", filter=Q(areas__valid__contains=at), distinct=True)
    of_viewer = Company.objects.filter(pk__in=viewer.company_ids).select_related("successor")
    counted = of_viewer.annotate(area_count=areas, building_count=Count("building", distinct=True))
    return [
        CompanyLine(
            each.pk,
            each.name,
            each.sample,
            each.area_count,
            each.building_count,
            each.successor.name if each.successor else "",
        )
        for each in counted.order_by("name")
    ]


def with_predecessors(company_ids: Collection[uuid.UUID], at: datetime) -> frozenset[uuid.UUID]:
    """Return the companies with all whose succession they have taken on by a moment (F-2).

    One query for each step of the longest succession, and one more.
    """
    found = latest = frozenset(company_ids)
    while latest:
        before = Company.objects.filter(successor__in=latest, valid__endswith__lte=at)
        latest = frozenset(before.values_list("pk", flat=True)) - found
        found |= latest
    return found


def line_of(company_id: uuid.UUID, at: datetime) -> RawSQL:
    """Return, for a filter, a company and those it succeeded by a moment: what binds it (F-2).

    A company that takes another over takes over its contracts with contractors and its price list
    as they stand, until it makes its own. It is a part of the query that asks, not one more.
    """
    return RawSQL(
        """WITH RECURSIVE line(id) AS (
            SELECT %s::uuid
            UNION
            SELECT before.id FROM parties_company before JOIN line ON before.successor_id = line.id
            WHERE upper(before.valid) <= %s
        ) SELECT id FROM line""",
        [company_id, at],
    )


def is_sample_area(code: str, at: datetime) -> bool:
    """Return whether who is in charge of a municipality comes from the sample table."""
    return Area.objects.filter(municipality_code=code, sample=True, valid__contains=at).exists()


def company_of_municipality(code: str, at: datetime) -> Company | None:
    """Return the company in charge of a municipality."""
    area = Area.objects.filter(municipality_code=code, valid__contains=at)
    return Company.objects.filter(areas__in=area).first()


def building_by_code(code: str) -> Building | None:
    """Return the building of a code as it is typed."""
    return Building.objects.select_related("company").filter(code=naming.room(code)).first()


def search_buildings(viewer: Viewer, text: str, *, limit: int = 20) -> list[Building]:
    """Return the viewer's buildings whose code, name, reading or address holds every typed word."""
    words = [naming.folded(word) for word in text.split()]
    if not any(words):
        return []
    found = Building.objects.filter(company_id__in=viewer.company_ids)
    for word in words:
        pairs = naming.bigrams(word)
        # A single character has no pair; few buildings carry it, and the next line decides anyway.
        found = found.filter(bigrams__contains=pairs) if pairs else found
    hits = (each for each in found.order_by("code") if _holds(each, words))
    return [each for each, _place in zip(hits, range(limit), strict=False)]


def _holds(building: Building, words: list[str]) -> bool:
    texts = map(naming.folded, (building.code, building.name, building.kana, building.address))
    joined = "\n".join(texts)
    return all(word in joined for word in words)


def buildings_at(postal_code: str, at: datetime) -> list[Building]:
    """Return the buildings of a postal code that are under a contract, by name."""
    covered = ContractBuilding.objects.filter(
        valid__contains=at, service_removed_at__isnull=True, building=OuterRef("pk")
    )
    found = Building.objects.filter(Exists(covered), postal_code=postal_code)
    return list(found.select_related("company").order_by("name", "code"))


def building_of(viewer: Viewer, building_id: uuid.UUID) -> Building | None:
    """Return a building where a company of the viewer serves it."""
    return Building.objects.filter(pk=building_id, company_id__in=viewer.company_ids).first()


def dwelling(building_id: uuid.UUID, room: str) -> Dwelling | None:
    """Return a dwelling by building and room as it is typed."""
    return (
        Dwelling.objects.select_related("building")
        .filter(building=building_id, room=naming.room(room))
        .first()
    )


def dwelling_by_id(dwelling_id: uuid.UUID) -> Dwelling:
    """Return a dwelling with its building and company."""
    return Dwelling.objects.select_related("building__company").get(pk=dwelling_id)


def contract_status_at(dwelling_id: uuid.UUID, at: datetime) -> ContractStatus:
    """Return whether the owner's contract stood at a moment and covered the dwelling (1.1, 1.2)."""
    home = Dwelling.objects.only("building_id", "excluded_from_contract").get(pk=dwelling_id)
    latest = (
        ContractBuilding.objects.filter(building=home.building_id, valid__startswith__lte=at)
        .order_by("-valid__startswith")
        .first()
    )
    covers = not home.excluded_from_contract
    if latest is None:
        return ContractStatus("none", covers)
    if latest.service_removed_at is not None and latest.service_removed_at <= at:
        return ContractStatus("service_removed", covers)
    if latest.valid.upper is not None and latest.valid.upper <= at:
        return ContractStatus("ended", covers)
    return ContractStatus("active", covers)


def lock_on_record(dwelling_id: uuid.UUID, at: datetime) -> bool:
    """Return whether a lock of the service is on record at a door (2.1)."""
    return Lock.objects.filter(dwelling=dwelling_id, valid__contains=at).exists()


def lock_model_at(dwelling_id: uuid.UUID, at: datetime) -> str:
    """Return the model of the lock on record at a door, or nothing."""
    found = Lock.objects.filter(dwelling=dwelling_id, valid__contains=at)
    return found.values_list("model", flat=True).first() or ""


def breaking_is_approved(dwelling_id: uuid.UUID, at: datetime) -> bool:
    """Return whether the owner's contract lets the lock of this door be broken (2.1).

    The contract must cover the building at that moment, and name the model on record.
    """
    model = lock_model_at(dwelling_id, at)
    return (
        bool(model)
        and StandingApproval.objects.filter(
            lock_model=model,
            valid__contains=at,
            contract__buildings__building__dwellings=dwelling_id,
            contract__buildings__valid__contains=at,
        ).exists()
    )


def owner(owner_id: uuid.UUID) -> Owner:
    """Return an owner or management company."""
    return Owner.objects.get(pk=owner_id)


def owners_of(building_id: uuid.UUID, at: datetime) -> list[Owner]:
    """Return every owner and management company of a building at a moment (P-5)."""
    holders = BuildingOwner.objects.filter(building=building_id, valid__contains=at)
    return list(Owner.objects.filter(buildings__in=holders).order_by("kind", "legal_name", "id"))


def owner_names_of(
    building_ids: Collection[uuid.UUID], at: datetime
) -> dict[uuid.UUID, tuple[str, ...]]:
    """Return the legal names and numbers of the owners of each building. One query."""
    holders = BuildingOwner.objects.filter(building__in=building_ids, valid__contains=at)
    names: dict[uuid.UUID, tuple[str, ...]] = {}
    rows = holders.order_by("owner__legal_name").values_list(
        "building_id", "owner__legal_name", "owner__phone_display"
    )
    for building_id, name, phone in rows:
        known = names.get(building_id, ())
        names[building_id] = (*known, " ".join(filter(None, (name, phone))))
    return names


def mandates_of(owner_id: uuid.UUID, at: datetime) -> list[Mandate]:
    """Return the live mandates of an owner: the people who may speak for it."""
    return list(Mandate.objects.filter(owner=owner_id, valid__contains=at).order_by("id"))


def mandate_live(owner_id: uuid.UUID, person_id: uuid.UUID, at: datetime) -> bool:
    """Return whether a person may speak for a legal person at a moment (A1.2.1)."""
    return Mandate.objects.filter(owner=owner_id, person_id=person_id, valid__contains=at).exists()


def area_facts(building: Building, at: datetime) -> AreaFacts:
    """Return whether force majeure is declared where a building stands, and whether it is closed.

    One register answers both: the delay (4.4) and the closed area (4.7.2).
    """
    in_force = AreaEvent.objects.filter(valid__contains=at)
    standing = [event for event in in_force if covers(event, building)]
    closed = any(event.closes_service for event in standing)
    return AreaFacts(force_majeure=bool(standing), area_closed=closed)


def covers(event: AreaEvent, building: Building) -> bool:
    """Return whether an event's area holds a building: by municipality, or by the drawn shape."""
    if building.municipality_code in event.municipality_codes:
        return True
    if event.shape is None:
        return False
    place = (building.latitude, building.longitude)
    return shapes.inside(place, [(y, x) for y, x in event.shape])


def events_over(building: Building, from_: datetime, until: datetime) -> list[AreaEvent]:
    """Return the events that stood over a building at any moment of a time, newest first."""
    during = DateTimeTZRange(from_, until, "[]")
    found = AreaEvent.objects.filter(valid__overlap=during).order_by("-valid__startswith")
    return [event for event in found if covers(event, building)]


def area_event(area_event_id: uuid.UUID) -> AreaEvent | None:
    """Return one event."""
    return AreaEvent.objects.filter(pk=area_event_id).first()


def area_register(viewer: Viewer) -> list[AreaEvent]:
    """Return the whole register as staff see it: what stands first, then the newest."""
    if not viewer.company_ids:
        return []
    return list(AreaEvent.objects.order_by(F("valid__endswith").desc(nulls_first=True), "-pk"))


def privacy_managers(company_id: uuid.UUID, at: datetime) -> list[PrivacyManager]:
    """Return who is in charge of privacy for a company and its stations, the company first."""
    found = PrivacyManager.objects.filter(company=company_id, valid__contains=at)
    return list(found.order_by("station"))


def privacy_managers_of(company_ids: Collection[uuid.UUID], at: datetime) -> list[PrivacyManager]:
    """Return who is in charge of privacy in several companies, with each company (4.10)."""
    found = PrivacyManager.objects.filter(company__in=company_ids, valid__contains=at)
    return list(found.select_related("company").order_by("company__name", "station"))


def companies_without_privacy_manager(at: datetime) -> list[Company]:
    """Return the living companies for which nobody is in charge of privacy (4.10)."""
    held = PrivacyManager.objects.filter(station="", valid__contains=at).values("company")
    return list(Company.objects.filter(valid__contains=at).exclude(pk__in=held).order_by("name"))


def municipalities_of(viewer: Viewer, at: datetime) -> list[str]:
    """Return the municipalities that the viewer's companies are in charge of at a moment."""
    found = Area.objects.filter(company_id__in=viewer.company_ids, valid__contains=at)
    return sorted(set(found.values_list("municipality_code", flat=True)))


def building_places(viewer: Viewer) -> list[tuple[float, float]]:
    """Return where the viewer's buildings stand."""
    found = Building.objects.filter(company_id__in=viewer.company_ids)
    return list(found.values_list("latitude", "longitude"))
