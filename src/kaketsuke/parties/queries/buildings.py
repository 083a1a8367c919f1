"""Buildings, their dwellings and the locks on record."""

import uuid
from datetime import datetime

from django.db.models import Exists, OuterRef

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.parties import naming
from kaketsuke.parties.models import (
    Building,
    ContractBuilding,
    Dwelling,
    Lock,
)


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


def lock_on_record(dwelling_id: uuid.UUID, at: datetime) -> bool:
    """Return whether a lock of the service is on record at a door (2.1)."""
    return Lock.objects.filter(dwelling=dwelling_id, valid__contains=at).exists()


def lock_model_at(dwelling_id: uuid.UUID, at: datetime) -> str:
    """Return the model of the lock on record at a door, or nothing."""
    found = Lock.objects.filter(dwelling=dwelling_id, valid__contains=at)
    return found.values_list("model", flat=True).first() or ""


def building_places(viewer: Viewer) -> list[tuple[float, float]]:
    """Return where the viewer's buildings stand."""
    found = Building.objects.filter(company_id__in=viewer.company_ids)
    return list(found.values_list("latitude", "longitude"))
