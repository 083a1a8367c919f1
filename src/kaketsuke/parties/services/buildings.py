"""Writes buildings, dwellings and the locks on their doors."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.database import bulk, constraints, ids
from kaketsuke.parties import naming
from kaketsuke.parties.models import (
    Building,
    Company,
    Dwelling,
    Lock,
)
from kaketsuke.parties.services.recording import (
    REFUSALS,
    CannotRecordParty,
    record,
)


def add_building(
    company: Company,
    *,
    code: str,
    name: str,
    kana: str = "",
    postal_code: str,
    municipality_code: str,
    address: str,
    latitude: float,
    longitude: float,
    entrance_note: str = "",
    auto_lock: bool | None = None,
    parking: str | None = None,
) -> Building:
    """Record a building under a code of its own. Raises CannotRecordParty."""
    building = Building(
        company=company,
        code=code,
        name=name,
        kana=kana,
        postal_code=postal_code,
        municipality_code=municipality_code,
        address=address,
        latitude=latitude,
        longitude=longitude,
        entrance_note=entrance_note,
        auto_lock=auto_lock,
        parking=parking,
        bigrams=naming.bigrams(code, name, kana, address),
    )
    return record(building)


def add_dwellings(
    building: Building,
    *,
    rooms: Sequence[str],
    excluded_from_contract: bool = False,
    floors: Mapping[str, int] | None = None,
) -> list[Dwelling]:
    """Record many dwellings of a building at once, with the floors that are known by their rooms.

    Raises: CannotRecordParty.
    """
    dwellings = [
        Dwelling(
            building=building,
            room=naming.room(room),
            floor=(floors or {}).get(room),
            excluded_from_contract=excluded_from_contract,
        )
        for room in rooms
    ]
    with constraints.refusing(REFUSALS):
        return Dwelling.objects.bulk_create(dwellings)


@transaction.atomic
def add_rooms(
    building_id: uuid.UUID, *, rooms: Sequence[str], writer: bulk.Writer
) -> dict[str, uuid.UUID]:
    """Take the rooms that a roster names for the first time; return each with its dwelling.

    They come as they are kept, each once. What the database refuses is raised by the writer.
    """
    made = dict(zip(rooms, ids.new_ids(len(rooms)), strict=True))
    same = {"building_id": building_id, "excluded_from_contract": False}
    rows = ((pk, room) for room, pk in made.items())
    writer.take(Dwelling, ("id", "room"), rows, same=same, refusals=REFUSALS)
    return made


@dataclass(frozen=True, slots=True)
class LockToFit:
    """A lock to be fitted to a door."""

    dwelling: Dwelling
    model: str
    serial: str
    door: str | None = None


def fit_lock(
    dwelling: Dwelling, *, model: str, serial: str, now: datetime, door: str | None = None
) -> Lock:
    """Record a lock of the service at a door (2.1). Raises CannotRecordParty while one is there."""
    return fit_locks([LockToFit(dwelling, model, serial, door)], now=now)[0]


def fit_locks(locks: Sequence[LockToFit], *, now: datetime) -> list[Lock]:
    """Record many locks at once. Raises CannotRecordParty."""
    with constraints.refusing(REFUSALS):
        return Lock.objects.bulk_create(
            [
                Lock(
                    dwelling=lock.dwelling,
                    model=lock.model,
                    serial=lock.serial,
                    door=lock.door,
                    valid=DateTimeTZRange(now, None),
                )
                for lock in locks
            ]
        )


@transaction.atomic
def remove_lock(dwelling_id: uuid.UUID, *, now: datetime) -> None:
    """Record that the lock of a door was taken away. Nothing happens where none is on record."""
    lock = (
        Lock.objects.select_for_update().filter(dwelling=dwelling_id, valid__contains=now).first()
    )
    if lock is not None:
        lock.valid = DateTimeTZRange(lock.valid.lower, now)
        lock.save(update_fields=["valid"])


@transaction.atomic
def place_building(building_id: uuid.UUID, *, latitude: float, longitude: float) -> Building:
    """Correct where a building stands: technicians are found by it. Raises CannotRecordParty."""
    if not (20 <= latitude <= 46 and 122 <= longitude <= 154):
        raise CannotRecordParty(_("緯度と経度は、日本国内の値を入力してください。"))
    building = Building.objects.select_for_update().get(pk=building_id)
    building.latitude, building.longitude = latitude, longitude
    building.save(update_fields=["latitude", "longitude"])
    return building


@transaction.atomic
def describe_building(
    building_id: uuid.UUID, *, entrance_note: str, auto_lock: bool | None, parking: str | None
) -> Building:
    """Record what a technician wants to know of a building. Raises CannotRecordParty."""
    building = Building.objects.select_for_update().get(pk=building_id)
    building.entrance_note, building.auto_lock = entrance_note, auto_lock
    building.parking = parking
    with constraints.refusing(REFUSALS):
        building.save(update_fields=["entrance_note", "auto_lock", "parking"])
    return building


@transaction.atomic
def describe_home(
    dwelling_id: uuid.UUID, *, floor: int | None, door: str | None, now: datetime
) -> Dwelling:
    """Record on which floor a home is and at which of its doors the lock sits.

    Without a lock there is no door to say. Raises: CannotRecordParty.
    """
    home = Dwelling.objects.select_for_update().get(pk=dwelling_id)
    home.floor = floor
    with constraints.refusing(REFUSALS):
        home.save(update_fields=["floor"])
        Lock.objects.filter(dwelling=home, valid__contains=now).update(door=door)
    return home
